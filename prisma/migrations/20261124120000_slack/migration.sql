-- Workspaces of Slack that the app was installed in by OAuth; the token is encrypted.
CREATE TABLE "slack_installation" (
  "team_id" text NOT NULL,
  "enterprise_id" text,
  "name" text NOT NULL,
  "app_id" text NOT NULL,
  "bot_user" text NOT NULL,
  "bot_id" text NOT NULL,
  "scopes" text[] NOT NULL,
  "bot_token" bytea,
  "installed_by" text NOT NULL,
  "installed_at" timestamptz(3) NOT NULL,
  "ended_at" timestamptz(3),
  CONSTRAINT "slack_installation_pkey" PRIMARY KEY ("team_id")
);
