-- The log of all conversations. One text for H2 (MySQL mode), MariaDB 10.11 and MySQL 8.
-- Times are epoch milliseconds, but for instance: epoch seconds of the database's own clock.

CREATE TABLE log (
  id TINYINT NOT NULL, -- always 1, so that there is one log_id
  log_id VARCHAR(26) NOT NULL,
  PRIMARY KEY (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE instance (
  instance_id VARCHAR(64) NOT NULL,
  lease_until BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  PRIMARY KEY (instance_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE conversation (
  project_id VARCHAR(128) NOT NULL,
  owner VARCHAR(64), -- null: given back
  epoch BIGINT DEFAULT 0 NOT NULL,
  title VARCHAR(200) DEFAULT '' NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL, -- when it was claimed last
  PRIMARY KEY (project_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX conversation_owner ON conversation (owner);

CREATE TABLE member (
  user_id VARCHAR(128) NOT NULL,
  project_id VARCHAR(128) NOT NULL,
  role VARCHAR(16) NOT NULL,
  read_seq BIGINT DEFAULT 0 NOT NULL,
  joined_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, project_id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX member_project ON member (project_id, user_id);

CREATE TABLE message (
  project_id VARCHAR(128) NOT NULL,
  seq BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  message_id VARCHAR(26) NOT NULL,
  user_id VARCHAR(128), -- whose client_id it is
  client_id VARCHAR(128),
  ends_seq BIGINT, -- the entry whose turn this one ended
  kind VARCHAR(32) NOT NULL,
  created_at BIGINT NOT NULL,
  body MEDIUMTEXT NOT NULL, -- the message as it goes over the wire
  PRIMARY KEY (project_id, seq),
  CONSTRAINT message_name UNIQUE (project_id, message_id),
  CONSTRAINT message_client UNIQUE (project_id, user_id, client_id),
  CONSTRAINT message_ends UNIQUE (project_id, ends_seq) -- a turn ends once
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Turns that have not ended, by the entry that began each.
CREATE TABLE turn (
  project_id VARCHAR(128) NOT NULL,
  seq BIGINT NOT NULL,
  kind VARCHAR(32) NOT NULL,
  answer_id VARCHAR(26) NOT NULL,
  attempt INT DEFAULT 0 NOT NULL, -- 0: accepted, not begun
  started_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, seq)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE checkpoint (
  project_id VARCHAR(128) NOT NULL,
  seq BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  body MEDIUMTEXT NOT NULL,
  PRIMARY KEY (project_id, seq)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
