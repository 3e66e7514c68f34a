CREATE TABLE "attachments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid,
	"conversation_id" uuid,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"reference_sealed" "bytea",
	"writing_key_id" uuid,
	"about_sealed" "bytea",
	"body_sealed" "bytea",
	"bytes" bigint DEFAULT 0 NOT NULL,
	"attempts" bigint DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_chain" (
	"position" bigserial PRIMARY KEY NOT NULL,
	"audit_id" bigint NOT NULL,
	"day" text NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"name_index" "bytea" PRIMARY KEY NOT NULL,
	"name_sealed" "bytea" NOT NULL,
	"starts" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_exclusions" (
	"case_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"by_member_id" uuid,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "case_exclusions_case_id_member_id_pk" PRIMARY KEY("case_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "case_key_holders" (
	"case_key_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"private_sealed" "bytea" NOT NULL,
	CONSTRAINT "case_key_holders_case_key_id_member_id_pk" PRIMARY KEY("case_key_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "alarm_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"case_id" uuid,
	"member_id" uuid NOT NULL,
	"way_id" uuid NOT NULL,
	"token_index" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"begun_at" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"taken_at" timestamp with time zone,
	"outcome" text,
	"provider_id_sealed" "bytea",
	"struck_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "alarm_ways" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"address_sealed" "bytea",
	"address_index" "bytea",
	"code_index" "bytea",
	"code_expires_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"tried_at" timestamp with time zone,
	"tested_at" timestamp with time zone,
	"failed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "alarms" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"stage" smallint NOT NULL,
	"urgency" smallint NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone,
	"rounds" smallint DEFAULT 0 NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "member_drafts" (
	"member_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"box" text NOT NULL,
	"body_sealed" "bytea" NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "member_drafts_member_id_case_id_box_pk" PRIMARY KEY("member_id","case_id","box")
);
--> statement-breakpoint
CREATE TABLE "queue_counts" (
	"hour" timestamp with time zone NOT NULL,
	"urgency" smallint NOT NULL,
	"outcome" text NOT NULL,
	"count" integer NOT NULL,
	"longest_seconds" integer NOT NULL,
	CONSTRAINT "queue_counts_hour_urgency_outcome_pk" PRIMARY KEY("hour","urgency","outcome")
);
--> statement-breakpoint
CREATE TABLE "member_factors" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"body_sealed" "bytea" NOT NULL,
	"credential_index" "bytea",
	"counter" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone,
	"last_used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "number_stamps" (
	"id" uuid PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"number" text NOT NULL,
	"region" text,
	"member_id" uuid NOT NULL,
	"called_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"said_sealed" "bytea"
);
--> statement-breakpoint
CREATE TABLE "readiness" (
	"step" text PRIMARY KEY NOT NULL,
	"done_at" timestamp with time zone NOT NULL,
	"member_id" uuid
);
--> statement-breakpoint
CREATE TABLE "statistics" (
	"id" uuid PRIMARY KEY NOT NULL,
	"month" text NOT NULL,
	"province" text,
	"type" text NOT NULL,
	"age" text,
	"urgency" integer NOT NULL,
	"outcome" text NOT NULL,
	"wait" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"erased_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "receipt_checks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"body_sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone,
	"attempts" smallint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "receipt_tries" (
	"conversation_id" uuid NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"tries" smallint NOT NULL,
	CONSTRAINT "receipt_tries_conversation_id_hour_pk" PRIMARY KEY("conversation_id","hour")
);
--> statement-breakpoint
CREATE TABLE "rights_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"right_asked" text NOT NULL,
	"case_id" uuid,
	"conversation_id" uuid,
	"is_verified" boolean NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"reason" text,
	"decided_by" uuid,
	"decided_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "waiting_replies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"receipt_id" uuid NOT NULL,
	"body_sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "case_keys" ALTER COLUMN "private_sealed" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "case_items" ADD COLUMN "source" "bytea";--> statement-breakpoint
ALTER TABLE "case_items" ADD COLUMN "revoked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "case_keys" ADD COLUMN "recovery_sealed" "bytea";--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "first_words_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "calling_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "unanswered_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "holder_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "lost_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "nudged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "answered_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "offered_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "transfer_to" uuid;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "transfer_asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "legal_hold_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "restricted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "child_born_by" smallint;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "report_due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "report_state" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "counted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "receipts" ADD COLUMN "pin_tries_day" text;--> statement-breakpoint
ALTER TABLE "receipts" ADD COLUMN "mailbox_public_key" "bytea";--> statement-breakpoint
ALTER TABLE "receipts" ADD COLUMN "mailbox_salt" "bytea";--> statement-breakpoint
ALTER TABLE "receipts" ADD COLUMN "mailbox_needs_pin" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "duty_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "duty_asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "cases_max" smallint;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "languages" text[] DEFAULT '{"id"}' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "verified_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "locked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "unlock_pin_hash" "bytea";--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "unlock_salt" "bytea";--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "unlock_tries" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "challenge" "bytea";--> statement-breakpoint
ALTER TABLE "org" ADD COLUMN "settings" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_writing_key_id_writing_keys_id_fk" FOREIGN KEY ("writing_key_id") REFERENCES "public"."writing_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_exclusions" ADD CONSTRAINT "case_exclusions_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_exclusions" ADD CONSTRAINT "case_exclusions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_exclusions" ADD CONSTRAINT "case_exclusions_by_member_id_members_id_fk" FOREIGN KEY ("by_member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_key_holders" ADD CONSTRAINT "case_key_holders_case_key_id_case_keys_id_fk" FOREIGN KEY ("case_key_id") REFERENCES "public"."case_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_key_holders" ADD CONSTRAINT "case_key_holders_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alarm_calls" ADD CONSTRAINT "alarm_calls_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alarm_calls" ADD CONSTRAINT "alarm_calls_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alarm_calls" ADD CONSTRAINT "alarm_calls_way_id_alarm_ways_id_fk" FOREIGN KEY ("way_id") REFERENCES "public"."alarm_ways"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alarm_ways" ADD CONSTRAINT "alarm_ways_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alarms" ADD CONSTRAINT "alarms_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_drafts" ADD CONSTRAINT "member_drafts_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_drafts" ADD CONSTRAINT "member_drafts_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_factors" ADD CONSTRAINT "member_factors_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "number_stamps" ADD CONSTRAINT "number_stamps_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "readiness" ADD CONSTRAINT "readiness_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_checks" ADD CONSTRAINT "receipt_checks_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_tries" ADD CONSTRAINT "receipt_tries_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_decided_by_members_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waiting_replies" ADD CONSTRAINT "waiting_replies_receipt_id_receipts_id_fk" FOREIGN KEY ("receipt_id") REFERENCES "public"."receipts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attachments_case" ON "attachments" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "attachments_conversation" ON "attachments" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "attachments_loose" ON "attachments" USING btree ("created_at") WHERE case_id is null;--> statement-breakpoint
CREATE INDEX "attachments_wanted" ON "attachments" USING btree ("due_at") WHERE state = 'wanted';--> statement-breakpoint
CREATE INDEX "attachments_asked" ON "attachments" USING btree ("conversation_id") WHERE state = 'asked';--> statement-breakpoint
CREATE UNIQUE INDEX "audit_chain_audit" ON "audit_chain" USING btree ("audit_id");--> statement-breakpoint
CREATE INDEX "audit_chain_day" ON "audit_chain" USING btree ("day");--> statement-breakpoint
CREATE UNIQUE INDEX "alarm_calls_token" ON "alarm_calls" USING btree ("token_index");--> statement-breakpoint
CREATE INDEX "alarm_calls_case" ON "alarm_calls" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "alarm_calls_way" ON "alarm_calls" USING btree ("way_id","created_at");--> statement-breakpoint
CREATE INDEX "alarm_calls_unsent" ON "alarm_calls" USING btree ("due_at") WHERE outcome is null;--> statement-breakpoint
CREATE INDEX "alarm_calls_standing" ON "alarm_calls" USING btree ("case_id") WHERE outcome = 'sent' and kind = 'case' and struck_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "alarm_ways_address" ON "alarm_ways" USING btree ("kind","address_index");--> statement-breakpoint
CREATE INDEX "alarm_ways_member" ON "alarm_ways" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "alarms_next" ON "alarms" USING btree ("next_at") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "member_factors_credential" ON "member_factors" USING btree ("credential_index");--> statement-breakpoint
CREATE INDEX "member_factors_member" ON "member_factors" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "number_stamps_number" ON "number_stamps" USING btree ("service_id","number");--> statement-breakpoint
CREATE INDEX "receipt_checks_waiting" ON "receipt_checks" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "rights_requests_open" ON "rights_requests" USING btree ("due_at") WHERE state = 'asked';--> statement-breakpoint
CREATE INDEX "rights_requests_case" ON "rights_requests" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "waiting_replies_receipt" ON "waiting_replies" USING btree ("receipt_id","created_at");--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_transfer_to_members_id_fk" FOREIGN KEY ("transfer_to") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_items_source" ON "case_items" USING btree ("source") WHERE source is not null;--> statement-breakpoint
CREATE INDEX "case_items_revoked" ON "case_items" USING btree ("revoked_at") WHERE revoked_at is not null;--> statement-breakpoint
CREATE INDEX "cases_held" ON "cases" USING btree ("claimed_by") WHERE state = 'open' and claimed_by is not null;--> statement-breakpoint
CREATE FUNCTION suar_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'insert only' USING ERRCODE = 'restrict_violation'; END $$;
--> statement-breakpoint
CREATE TRIGGER audit_insert_only BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION suar_insert_only();
--> statement-breakpoint
CREATE TRIGGER audit_chain_insert_only BEFORE UPDATE OR DELETE ON "audit_chain" FOR EACH ROW EXECUTE FUNCTION suar_insert_only();
