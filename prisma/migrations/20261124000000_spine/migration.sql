CREATE TYPE "role" AS ENUM ('requester', 'agent', 'admin');
CREATE TYPE "ticket_kind" AS ENUM ('incident', 'request', 'change', 'problem');
CREATE TYPE "ticket_state" AS ENUM ('new', 'in_progress', 'on_hold', 'resolved', 'closed', 'cancelled');
CREATE TYPE "hold_reason" AS ENUM ('awaiting_requester', 'awaiting_change', 'awaiting_problem', 'awaiting_vendor');
CREATE TYPE "resolution_code" AS ENUM ('fixed', 'workaround', 'answered', 'fulfilled', 'not_reproducible', 'declined', 'duplicate');
CREATE TYPE "source" AS ENUM ('message', 'mention', 'shortcut', 'emoji', 'form', 'command', 'api', 'email');
CREATE TYPE "visibility" AS ENUM ('open', 'private');
CREATE TYPE "intake_rule" AS ENUM ('every_thread', 'on_request');
CREATE TYPE "entry_kind" AS ENUM ('reply', 'note', 'event');
CREATE TYPE "link_kind" AS ENUM ('duplicate_of', 'child_of', 'related');
CREATE TYPE "thread_side" AS ENUM ('requester', 'triage');
CREATE TYPE "view_kind" AS ENUM ('requester_card', 'triage_card', 'entry');
CREATE TYPE "notice_kind" AS ENUM ('view', 'sign_in');
CREATE TYPE "notice_state" AS ENUM ('pending', 'sending', 'sent', 'failed');

CREATE TABLE "person" (
  "id" uuid NOT NULL,
  "email" text NOT NULL,
  "name" text NOT NULL,
  "roles" "role"[] NOT NULL DEFAULT ARRAY['requester']::"role"[],
  "locale" text NOT NULL DEFAULT 'en',
  "time_zone" text NOT NULL DEFAULT 'UTC',
  "active" boolean NOT NULL DEFAULT true,
  "guest" boolean NOT NULL DEFAULT false,
  "external" boolean NOT NULL DEFAULT false,
  "created_at" timestamptz(3) NOT NULL,
  "updated_at" timestamptz(3) NOT NULL,
  CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "identity" (
  "id" uuid NOT NULL,
  "person_id" uuid NOT NULL,
  "channel" text NOT NULL,
  "external_id" text NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "identity_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "team" (
  "id" uuid NOT NULL,
  "name" text NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "team_member" (
  "team_id" uuid NOT NULL,
  "person_id" uuid NOT NULL,
  "lead" boolean NOT NULL DEFAULT false,
  CONSTRAINT "team_member_pkey" PRIMARY KEY ("team_id", "person_id")
);

CREATE TABLE "queue" (
  "id" uuid NOT NULL,
  "name" text NOT NULL,
  "team_id" uuid NOT NULL,
  "visibility" "visibility" NOT NULL DEFAULT 'open',
  "guests_allowed" boolean NOT NULL DEFAULT false,
  "default_kind" "ticket_kind" NOT NULL DEFAULT 'request',
  "default_impact" smallint NOT NULL DEFAULT 3,
  "default_urgency" smallint NOT NULL DEFAULT 2,
  "triage_channel" text,
  "triage_conversation" text,
  "archived_at" timestamptz(3),
  "created_at" timestamptz(3) NOT NULL,
  "updated_at" timestamptz(3) NOT NULL,
  CONSTRAINT "queue_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "intake_conversation" (
  "id" uuid NOT NULL,
  "queue_id" uuid NOT NULL,
  "channel" text NOT NULL,
  "conversation" text NOT NULL,
  "name" text NOT NULL DEFAULT '',
  "rule" "intake_rule" NOT NULL DEFAULT 'every_thread',
  CONSTRAINT "intake_conversation_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "routing_rule" (
  "id" uuid NOT NULL,
  "position" integer NOT NULL,
  "name" text NOT NULL,
  "enabled" boolean NOT NULL DEFAULT true,
  "version" integer NOT NULL DEFAULT 1,
  "conditions" jsonb NOT NULL,
  "actions" jsonb NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  "updated_at" timestamptz(3) NOT NULL,
  CONSTRAINT "routing_rule_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "routing_rule_version" (
  "rule_id" uuid NOT NULL,
  "version" integer NOT NULL,
  "name" text NOT NULL,
  "conditions" jsonb NOT NULL,
  "actions" jsonb NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "routing_rule_version_pkey" PRIMARY KEY ("rule_id", "version")
);

CREATE TABLE "setting" (
  "name" text NOT NULL,
  "value" jsonb NOT NULL,
  "updated_at" timestamptz(3) NOT NULL,
  CONSTRAINT "setting_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "ticket" (
  "id" uuid NOT NULL,
  "number" text NOT NULL,
  "kind" "ticket_kind" NOT NULL,
  "state" "ticket_state" NOT NULL DEFAULT 'new',
  "hold_reason" "hold_reason",
  "title" text NOT NULL,
  "description" text NOT NULL,
  "impact" smallint NOT NULL,
  "urgency" smallint NOT NULL,
  "priority" smallint NOT NULL,
  "priority_reason" text,
  "requester_id" uuid NOT NULL,
  "opened_by_id" uuid NOT NULL,
  "queue_id" uuid NOT NULL,
  "assignee_id" uuid,
  "category" text,
  "tags" text[] NOT NULL DEFAULT ARRAY[]::text[],
  "source" "source" NOT NULL,
  "channel" text NOT NULL,
  "resolution_code" "resolution_code",
  "resolution" text,
  "merged_into_id" uuid,
  "rule_id" uuid,
  "rule_version" integer,
  "revision" integer NOT NULL DEFAULT 1,
  "created_at" timestamptz(3) NOT NULL,
  "updated_at" timestamptz(3) NOT NULL,
  "taken_at" timestamptz(3),
  "held_at" timestamptz(3),
  "resumed_at" timestamptz(3),
  "resolved_at" timestamptz(3),
  "reopened_at" timestamptz(3),
  "closed_at" timestamptz(3),
  "cancelled_at" timestamptz(3),
  CONSTRAINT "ticket_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ticket_alias" (
  "number" text NOT NULL,
  "ticket_id" uuid NOT NULL,
  CONSTRAINT "ticket_alias_pkey" PRIMARY KEY ("number")
);

CREATE TABLE "ticket_watcher" (
  "ticket_id" uuid NOT NULL,
  "person_id" uuid NOT NULL,
  CONSTRAINT "ticket_watcher_pkey" PRIMARY KEY ("ticket_id", "person_id")
);

CREATE TABLE "ticket_link" (
  "from_id" uuid NOT NULL,
  "to_id" uuid NOT NULL,
  "kind" "link_kind" NOT NULL,
  CONSTRAINT "ticket_link_pkey" PRIMARY KEY ("from_id", "to_id", "kind")
);

CREATE TABLE "ticket_thread" (
  "channel" text NOT NULL,
  "conversation" text NOT NULL,
  "thread" text NOT NULL,
  "ticket_id" uuid NOT NULL,
  "side" "thread_side" NOT NULL,
  CONSTRAINT "ticket_thread_pkey" PRIMARY KEY ("channel", "conversation", "thread")
);

CREATE TABLE "entry" (
  "id" uuid NOT NULL,
  "ticket_id" uuid NOT NULL,
  "kind" "entry_kind" NOT NULL,
  "author_id" uuid,
  "channel" text NOT NULL,
  "conversation" text,
  "message" text,
  "body" text NOT NULL,
  "data" jsonb,
  "created_at" timestamptz(3) NOT NULL,
  "edited_at" timestamptz(3),
  "deleted_at" timestamptz(3),
  CONSTRAINT "entry_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "entry_edit" (
  "id" uuid NOT NULL,
  "entry_id" uuid NOT NULL,
  "body" text NOT NULL,
  "editor_id" uuid,
  "at" timestamptz(3) NOT NULL,
  CONSTRAINT "entry_edit_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "attachment" (
  "id" uuid NOT NULL,
  "entry_id" uuid,
  "uploader_id" uuid,
  "name" text NOT NULL,
  "type" text NOT NULL,
  "size" integer NOT NULL,
  "sha256" text NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "attachment_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "rating" (
  "ticket_id" uuid NOT NULL,
  "person_id" uuid NOT NULL,
  "score" smallint NOT NULL,
  "comment" text NOT NULL DEFAULT '',
  "at" timestamptz(3) NOT NULL,
  CONSTRAINT "rating_pkey" PRIMARY KEY ("ticket_id")
);

CREATE TABLE "ticket_search" (
  "ticket_id" uuid NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  "words" tsvector NOT NULL,
  CONSTRAINT "ticket_search_pkey" PRIMARY KEY ("ticket_id")
);

CREATE TABLE "delivery" (
  "channel" text NOT NULL,
  "key" text NOT NULL,
  "received_at" timestamptz(3) NOT NULL,
  CONSTRAINT "delivery_pkey" PRIMARY KEY ("channel", "key")
);

CREATE TABLE "view" (
  "id" uuid NOT NULL,
  "ticket_id" uuid NOT NULL,
  "kind" "view_kind" NOT NULL,
  "entry_id" uuid,
  "channel" text NOT NULL,
  "conversation" text NOT NULL,
  "message" text,
  "thread" text,
  "shown" text,
  CONSTRAINT "view_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "notice" (
  "id" bigserial NOT NULL,
  "kind" "notice_kind" NOT NULL,
  "channel" text NOT NULL,
  "conversation" text NOT NULL,
  "ticket_id" uuid,
  "view_kind" "view_kind",
  "entry_id" uuid,
  "person_id" uuid,
  "state" "notice_state" NOT NULL DEFAULT 'pending',
  "attempts" smallint NOT NULL DEFAULT 0,
  "due_at" timestamptz(3) NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  "sent_at" timestamptz(3),
  "error" text,
  CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "delivery_lane" (
  "channel" text NOT NULL,
  "conversation" text NOT NULL,
  "holder" uuid NOT NULL,
  "lease_until" timestamptz(3) NOT NULL,
  CONSTRAINT "delivery_lane_pkey" PRIMARY KEY ("channel", "conversation")
);

CREATE TABLE "web_message" (
  "id" uuid NOT NULL,
  "seq" bigserial NOT NULL,
  "conversation" text NOT NULL,
  "thread" uuid,
  "author_id" uuid,
  "text" text NOT NULL DEFAULT '',
  "content" jsonb,
  "created_at" timestamptz(3) NOT NULL,
  "edited_at" timestamptz(3),
  "deleted_at" timestamptz(3),
  CONSTRAINT "web_message_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "session" (
  "hash" text NOT NULL,
  "person_id" uuid NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  "last_seen_at" timestamptz(3) NOT NULL,
  "agent" text NOT NULL DEFAULT '',
  CONSTRAINT "session_pkey" PRIMARY KEY ("hash")
);

CREATE TABLE "sign_in_link" (
  "hash" text NOT NULL,
  "person_id" uuid NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  "expires_at" timestamptz(3) NOT NULL,
  "used_at" timestamptz(3),
  CONSTRAINT "sign_in_link_pkey" PRIMARY KEY ("hash")
);

CREATE TABLE "api_token" (
  "id" uuid NOT NULL,
  "name" text NOT NULL,
  "hash" text NOT NULL,
  "scopes" text[] NOT NULL,
  "person_id" uuid NOT NULL,
  "created_at" timestamptz(3) NOT NULL,
  "expires_at" timestamptz(3),
  "last_used_at" timestamptz(3),
  "revoked_at" timestamptz(3),
  CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "idempotent_call" (
  "caller" text NOT NULL,
  "key" text NOT NULL,
  "request" text NOT NULL,
  "status" integer,
  "response" jsonb,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "idempotent_call_pkey" PRIMARY KEY ("caller", "key")
);

CREATE TABLE "audit_entry" (
  "id" bigserial NOT NULL,
  "at" timestamptz(3) NOT NULL,
  "actor_kind" text NOT NULL,
  "actor_id" text,
  "action" text NOT NULL,
  "subject_type" text NOT NULL,
  "subject_id" text NOT NULL,
  "channel" text NOT NULL,
  "request_id" text NOT NULL,
  "detail" text,
  "salt" bytea,
  "detail_hash" bytea NOT NULL,
  "seq" bigint,
  "hash" bytea,
  CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "person_email_key" ON "person" ("email");
CREATE INDEX "person_name_id_idx" ON "person" ("name", "id");
CREATE UNIQUE INDEX "identity_channel_external_id_key" ON "identity" ("channel", "external_id");
CREATE INDEX "identity_person_id_idx" ON "identity" ("person_id");
CREATE UNIQUE INDEX "team_name_key" ON "team" ("name");
CREATE INDEX "team_member_person_id_idx" ON "team_member" ("person_id");
CREATE UNIQUE INDEX "queue_name_key" ON "queue" ("name");
CREATE INDEX "queue_team_id_idx" ON "queue" ("team_id");
CREATE UNIQUE INDEX "intake_conversation_channel_conversation_key" ON "intake_conversation" ("channel", "conversation");
CREATE INDEX "intake_conversation_queue_id_idx" ON "intake_conversation" ("queue_id");
CREATE INDEX "routing_rule_position_id_idx" ON "routing_rule" ("position", "id");
CREATE UNIQUE INDEX "ticket_number_key" ON "ticket" ("number");
CREATE INDEX "ticket_requester_id_created_at_id_idx" ON "ticket" ("requester_id", "created_at" DESC, "id" DESC);
CREATE INDEX "ticket_queue_id_created_at_id_idx" ON "ticket" ("queue_id", "created_at" DESC, "id" DESC);
CREATE INDEX "ticket_created_at_id_idx" ON "ticket" ("created_at" DESC, "id" DESC);
CREATE INDEX "ticket_merged_into_id_idx" ON "ticket" ("merged_into_id");
CREATE INDEX "ticket_alias_ticket_id_idx" ON "ticket_alias" ("ticket_id");
CREATE INDEX "ticket_watcher_person_id_idx" ON "ticket_watcher" ("person_id");
CREATE INDEX "ticket_link_to_id_idx" ON "ticket_link" ("to_id");
CREATE INDEX "ticket_thread_ticket_id_idx" ON "ticket_thread" ("ticket_id");
CREATE INDEX "entry_ticket_id_created_at_id_idx" ON "entry" ("ticket_id", "created_at", "id");
CREATE INDEX "entry_edit_entry_id_at_idx" ON "entry_edit" ("entry_id", "at");
CREATE INDEX "attachment_entry_id_idx" ON "attachment" ("entry_id");
CREATE INDEX "attachment_created_at_idx" ON "attachment" ("created_at");
CREATE INDEX "ticket_search_created_at_ticket_id_idx" ON "ticket_search" ("created_at" DESC, "ticket_id" DESC);
CREATE INDEX "delivery_received_at_idx" ON "delivery" ("received_at");
CREATE INDEX "view_ticket_id_idx" ON "view" ("ticket_id");
CREATE INDEX "view_entry_id_idx" ON "view" ("entry_id");
CREATE INDEX "web_message_conversation_thread_seq_idx" ON "web_message" ("conversation", "thread", "seq");
CREATE INDEX "session_person_id_idx" ON "session" ("person_id");
CREATE INDEX "sign_in_link_person_id_idx" ON "sign_in_link" ("person_id");
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token" ("hash");
CREATE INDEX "api_token_person_id_idx" ON "api_token" ("person_id");
CREATE INDEX "idempotent_call_created_at_idx" ON "idempotent_call" ("created_at");
CREATE UNIQUE INDEX "audit_entry_seq_key" ON "audit_entry" ("seq");
CREATE INDEX "audit_entry_subject_type_subject_id_id_idx" ON "audit_entry" ("subject_type", "subject_id", "id");

ALTER TABLE "identity" ADD CONSTRAINT "identity_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "team_member" ADD CONSTRAINT "team_member_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "queue" ADD CONSTRAINT "queue_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "intake_conversation" ADD CONSTRAINT "intake_conversation_queue_id_fkey" FOREIGN KEY ("queue_id") REFERENCES "queue" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "person" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_assignee_id_fkey" FOREIGN KEY ("assignee_id") REFERENCES "person" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_queue_id_fkey" FOREIGN KEY ("queue_id") REFERENCES "queue" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_merged_into_id_fkey" FOREIGN KEY ("merged_into_id") REFERENCES "ticket" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ticket_alias" ADD CONSTRAINT "ticket_alias_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ticket_watcher" ADD CONSTRAINT "ticket_watcher_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ticket_watcher" ADD CONSTRAINT "ticket_watcher_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ticket_link" ADD CONSTRAINT "ticket_link_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "ticket" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ticket_link" ADD CONSTRAINT "ticket_link_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "ticket" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ticket_thread" ADD CONSTRAINT "ticket_thread_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "entry" ADD CONSTRAINT "entry_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "entry" ADD CONSTRAINT "entry_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "person" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "entry_edit" ADD CONSTRAINT "entry_edit_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "entry" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "attachment" ADD CONSTRAINT "attachment_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "entry" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "rating" ADD CONSTRAINT "rating_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "ticket_search" ADD CONSTRAINT "ticket_search_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "view" ADD CONSTRAINT "view_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "view" ADD CONSTRAINT "view_entry_id_fkey" FOREIGN KEY ("entry_id") REFERENCES "entry" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "sign_in_link" ADD CONSTRAINT "sign_in_link_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot express.

CREATE SEQUENCE "ticket_number_incident";
CREATE SEQUENCE "ticket_number_request";
CREATE SEQUENCE "ticket_number_change";
CREATE SEQUENCE "ticket_number_problem";

-- The lists agents live in: only open tickets, newest first, whatever the table's size.
CREATE INDEX "ticket_open_queue" ON "ticket" ("queue_id", "created_at" DESC, "id" DESC)
  WHERE "state" IN ('new', 'in_progress', 'on_hold');
CREATE INDEX "ticket_open_assignee" ON "ticket" ("assignee_id", "created_at" DESC, "id" DESC)
  WHERE "state" IN ('new', 'in_progress', 'on_hold');
-- What closes by itself after the grace period.
CREATE INDEX "ticket_resolved" ON "ticket" ("resolved_at") WHERE "state" = 'resolved';
CREATE INDEX "ticket_tags" ON "ticket" USING gin ("tags");
CREATE INDEX "ticket_search_words" ON "ticket_search" USING gin ("words");

-- Delivery: what waits, in order within a conversation; and one waiting row a view, which collapses many
-- changes into one edit.
CREATE INDEX "notice_waiting" ON "notice" ("due_at", "id") WHERE "state" IN ('pending', 'sending');
CREATE INDEX "notice_lane" ON "notice" ("channel", "conversation", "id") WHERE "state" IN ('pending', 'sending');
CREATE UNIQUE INDEX "notice_card_waiting" ON "notice" ("ticket_id", "view_kind", "channel", "conversation")
  WHERE "state" = 'pending' AND "entry_id" IS NULL AND "ticket_id" IS NOT NULL;
CREATE UNIQUE INDEX "notice_entry_waiting" ON "notice" ("entry_id", "channel", "conversation")
  WHERE "state" = 'pending' AND "entry_id" IS NOT NULL;
CREATE UNIQUE INDEX "view_card" ON "view" ("ticket_id", "kind", "channel", "conversation") WHERE "entry_id" IS NULL;
CREATE UNIQUE INDEX "view_entry" ON "view" ("entry_id", "channel", "conversation") WHERE "entry_id" IS NOT NULL;

-- The tail of the audit log that is not in the chain yet.
CREATE INDEX "audit_entry_unsealed" ON "audit_entry" ("id") WHERE "seq" IS NULL;

-- One message of a channel is one entry.
CREATE UNIQUE INDEX "entry_message" ON "entry" ("channel", "conversation", "message") WHERE "message" IS NOT NULL;

ALTER TABLE "ticket" ADD CONSTRAINT "ticket_levels"
  CHECK ("impact" BETWEEN 1 AND 3 AND "urgency" BETWEEN 1 AND 3 AND "priority" BETWEEN 1 AND 5);
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_hold" CHECK (("state" = 'on_hold') = ("hold_reason" IS NOT NULL));
ALTER TABLE "rating" ADD CONSTRAINT "rating_score" CHECK ("score" BETWEEN 1 AND 5);
