CREATE TABLE "case_joins" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_case_id" uuid NOT NULL,
	"to_case_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"muted" uuid[]
);
--> statement-breakpoint
ALTER TABLE "case_joins" ADD CONSTRAINT "case_joins_from_case_id_cases_id_fk" FOREIGN KEY ("from_case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_joins" ADD CONSTRAINT "case_joins_to_case_id_cases_id_fk" FOREIGN KEY ("to_case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_joins" ADD CONSTRAINT "case_joins_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_joins" ADD CONSTRAINT "case_joins_asked_by_members_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_joins" ADD CONSTRAINT "case_joins_decided_by_members_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "case_joins_asked" ON "case_joins" USING btree ("conversation_id") WHERE state = 'asked';--> statement-breakpoint
CREATE INDEX "case_joins_from" ON "case_joins" USING btree ("from_case_id");--> statement-breakpoint
CREATE INDEX "case_joins_to" ON "case_joins" USING btree ("to_case_id");