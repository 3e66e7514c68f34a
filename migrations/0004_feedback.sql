CREATE TABLE "feedback" (
	"id" uuid PRIMARY KEY NOT NULL,
	"month" text NOT NULL,
	"clear_said" text,
	"respected_said" text,
	"again_said" text
);
