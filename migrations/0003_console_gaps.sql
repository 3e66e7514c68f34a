CREATE TABLE "campaign_months" (
	"name_index" "bytea" NOT NULL,
	"month" text NOT NULL,
	"began" integer DEFAULT 0 NOT NULL,
	"reached" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "campaign_months_name_index_month_pk" PRIMARY KEY("name_index","month")
);
--> statement-breakpoint
ALTER TABLE "campaigns" ADD COLUMN "made_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recovery" ADD COLUMN "next_public_key" "bytea";--> statement-breakpoint
ALTER TABLE "recovery" ADD COLUMN "next_created_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "campaign_months" ADD CONSTRAINT "campaign_months_name_index_campaigns_name_index_fk" FOREIGN KEY ("name_index") REFERENCES "public"."campaigns"("name_index") ON DELETE cascade ON UPDATE no action;