CREATE TABLE "audit" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"member_id" uuid,
	"act" text NOT NULL,
	"case_id" uuid,
	"subject_id" uuid
);
--> statement-breakpoint
CREATE TABLE "case_conversations" (
	"case_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"role" text NOT NULL,
	"in_focus" boolean NOT NULL,
	"verified_at" timestamp with time zone,
	"muted_at" timestamp with time zone,
	CONSTRAINT "case_conversations_case_id_conversation_id_pk" PRIMARY KEY("case_id","conversation_id")
);
--> statement-breakpoint
CREATE TABLE "case_items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"sequence" integer NOT NULL,
	"writing_key_id" uuid NOT NULL,
	"body_sealed" "bytea" NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"generation" integer NOT NULL,
	"group_id" uuid NOT NULL,
	"public_key" "bytea" NOT NULL,
	"private_sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"urgency" smallint NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"province" text,
	"opened_at" timestamp with time zone NOT NULL,
	"filed_at" timestamp with time zone,
	"waiting_since" timestamp with time zone,
	"claimed_by" uuid,
	"claimed_at" timestamp with time zone,
	"lease_until" timestamp with time zone,
	"first_opened_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"close_reason" text,
	"head_sealed" "bytea",
	"head_writing_key_id" uuid,
	"revision" integer DEFAULT 0 NOT NULL,
	"sequence" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"text_hash" "bytea" NOT NULL,
	"given" boolean NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"lookup" "bytea" NOT NULL,
	"pin_hash" "bytea",
	"pin_salt" "bytea",
	"duress_pin_hash" "bytea",
	"duress_pin_salt" "bytea",
	"duress_used_at" timestamp with time zone,
	"pin_tries" smallint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "writing_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"case_key_id" uuid NOT NULL,
	"key_sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channel_state" (
	"channel" text NOT NULL,
	"name" "bytea" NOT NULL,
	"value_sealed" "bytea" NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "channel_state_channel_name_pk" PRIMARY KEY("channel","name")
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"address_index" "bytea" NOT NULL,
	"address_sealed" "bytea" NOT NULL,
	"lasting_sealed" "bytea",
	"state_sealed" "bytea",
	"revision" integer DEFAULT 0 NOT NULL,
	"sequence" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone,
	"failures" smallint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_inbound_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"conversation_id" uuid,
	"external_id" "bytea" NOT NULL,
	"kind" text NOT NULL,
	"body_sealed" "bytea",
	"received_at" timestamp with time zone NOT NULL,
	"handled_at" timestamp with time zone,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"failed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "group_holders" (
	"group_id" uuid NOT NULL,
	"member_id" uuid NOT NULL,
	"private_sealed" "bytea" NOT NULL,
	CONSTRAINT "group_holders_group_id_member_id_pk" PRIMARY KEY("group_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"secret_index" "bytea" NOT NULL,
	"name_sealed" "bytea",
	"roles" text[] NOT NULL,
	"group_keys_sealed" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"member_id" uuid
);
--> statement-breakpoint
CREATE TABLE "key_groups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"generation" integer NOT NULL,
	"public_key" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "member_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"member_id" uuid NOT NULL,
	"public_key" "bytea" NOT NULL,
	"private_wrapped" "bytea" NOT NULL,
	"salt" "bytea" NOT NULL,
	"ops_limit" integer NOT NULL,
	"memory_bytes" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name_sealed" "bytea" NOT NULL,
	"roles" text[] NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"left_at" timestamp with time zone,
	"duty" text DEFAULT 'libur' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recovery" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"public_key" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "recovery_holds" (
	"group_id" uuid PRIMARY KEY NOT NULL,
	"private_sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_index" "bytea" NOT NULL,
	"member_id" uuid NOT NULL,
	"private_wrapped" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_tries" (
	"member_id" uuid NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"tries" smallint NOT NULL,
	CONSTRAINT "sign_in_tries_member_id_hour_pk" PRIMARY KEY("member_id","hour")
);
--> statement-breakpoint
CREATE TABLE "org" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"database_id" uuid NOT NULL,
	"chat_name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"set_up_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"conversation_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"sequence" integer NOT NULL,
	"message_id" text NOT NULL,
	"provider_id_sealed" "bytea",
	"body_sealed" "bytea",
	"lane" smallint DEFAULT 2 NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"repeated_at" timestamp with time zone,
	"why" text,
	"due_at" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone,
	"leased_by" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "case_conversations" ADD CONSTRAINT "case_conversations_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_conversations" ADD CONSTRAINT "case_conversations_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_items" ADD CONSTRAINT "case_items_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_items" ADD CONSTRAINT "case_items_writing_key_id_writing_keys_id_fk" FOREIGN KEY ("writing_key_id") REFERENCES "public"."writing_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_keys" ADD CONSTRAINT "case_keys_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_keys" ADD CONSTRAINT "case_keys_group_id_key_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."key_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_claimed_by_members_id_fk" FOREIGN KEY ("claimed_by") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "writing_keys" ADD CONSTRAINT "writing_keys_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "writing_keys" ADD CONSTRAINT "writing_keys_case_key_id_case_keys_id_fk" FOREIGN KEY ("case_key_id") REFERENCES "public"."case_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_holders" ADD CONSTRAINT "group_holders_group_id_key_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."key_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_holders" ADD CONSTRAINT "group_holders_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_keys" ADD CONSTRAINT "member_keys_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_holds" ADD CONSTRAINT "recovery_holds_group_id_key_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."key_groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_tries" ADD CONSTRAINT "sign_in_tries_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_case" ON "audit" USING btree ("case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "case_conversations_focus" ON "case_conversations" USING btree ("conversation_id") WHERE in_focus;--> statement-breakpoint
CREATE UNIQUE INDEX "case_items_sequence" ON "case_items" USING btree ("case_id","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "case_keys_generation" ON "case_keys" USING btree ("case_id","generation");--> statement-breakpoint
CREATE INDEX "cases_queue" ON "cases" USING btree ("urgency","waiting_since") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "consents_case" ON "consents" USING btree ("case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "receipts_lookup" ON "receipts" USING btree ("lookup");--> statement-breakpoint
CREATE INDEX "writing_keys_case" ON "writing_keys" USING btree ("case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_address" ON "conversations" USING btree ("channel","address_index");--> statement-breakpoint
CREATE INDEX "conversations_due" ON "conversations" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_external" ON "inbox" USING btree ("external_id");--> statement-breakpoint
CREATE INDEX "inbox_waiting" ON "inbox" USING btree ("conversation_id","id") WHERE handled_at is null;--> statement-breakpoint
CREATE INDEX "inbox_pending" ON "inbox" USING btree ("id") WHERE handled_at is null;--> statement-breakpoint
CREATE INDEX "inbox_handled" ON "inbox" USING btree ("handled_at") WHERE handled_at is not null;--> statement-breakpoint
CREATE INDEX "inbox_of_conversation" ON "inbox" USING btree ("conversation_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "invites_secret" ON "invites" USING btree ("secret_index");--> statement-breakpoint
CREATE UNIQUE INDEX "key_groups_generation" ON "key_groups" USING btree ("name","generation");--> statement-breakpoint
CREATE UNIQUE INDEX "member_keys_current" ON "member_keys" USING btree ("member_id") WHERE retired_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token" ON "sessions" USING btree ("token_index");--> statement-breakpoint
CREATE INDEX "sessions_member" ON "sessions" USING btree ("member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_sequence" ON "outbox" USING btree ("conversation_id","sequence");--> statement-breakpoint
CREATE INDEX "outbox_open" ON "outbox" USING btree ("conversation_id","sequence") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("channel","due_at") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "outbox_message" ON "outbox" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "outbox_settled" ON "outbox" USING btree ("settled_at");