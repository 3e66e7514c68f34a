ALTER TABLE "conversations" ADD COLUMN "aside_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "aside_tries" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "org" ADD COLUMN "clock_seen_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "conversations_aside" ON "conversations" USING btree ("aside_until") WHERE aside_until is not null;