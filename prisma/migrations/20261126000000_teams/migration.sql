-- How conversations on Teams are reached: what was last heard from each of them.
CREATE TABLE teams_conversation (
    conversation text NOT NULL,
    teams_id text NOT NULL,
    tenant_id text NOT NULL,
    service_url text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL DEFAULT '',
    group_id text,
    heard_at timestamptz(3) NOT NULL,
    welcomed_at timestamptz(3),
    removed_at timestamptz(3),
    CONSTRAINT teams_conversation_pkey PRIMARY KEY (conversation)
);
CREATE INDEX teams_conversation_tenant_id_heard_at_idx ON teams_conversation (tenant_id, heard_at DESC);

-- By what Teams calls somebody towards this bot.
CREATE TABLE teams_account (
    account text NOT NULL,
    user_id text NOT NULL,
    CONSTRAINT teams_account_pkey PRIMARY KEY (account)
);
