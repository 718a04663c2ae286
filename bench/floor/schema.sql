-- The floor's two tables and its one function: what storing a message costs at least.
CREATE SCHEMA floor;
SET search_path = floor;

CREATE TABLE conversation (
    id bigint PRIMARY KEY,
    agent_id bigint NOT NULL,
    last_seq bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 60);

CREATE TABLE message (
    conversation_id bigint NOT NULL,
    seq bigint NOT NULL,
    client_id uuid NOT NULL,
    body text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (conversation_id, seq),
    UNIQUE (conversation_id, client_id)
);

CREATE FUNCTION append_messages(p_conversation bigint[], p_client_id uuid[], p_body text[])
RETURNS TABLE (ord int, seq bigint, agent_id bigint, is_new boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    i int;
    v_seq bigint;
    v_agent bigint;
BEGIN
    -- In the order of conversations, so that two batches cannot deadlock.
    FOR i IN SELECT t.ord FROM unnest(p_conversation) WITH ORDINALITY AS t(id, ord)
             ORDER BY t.id, t.ord
    LOOP
        UPDATE floor.conversation AS c SET last_seq = c.last_seq + 1 WHERE c.id = p_conversation[i]
        RETURNING c.last_seq, c.agent_id INTO v_seq, v_agent;
        INSERT INTO floor.message (conversation_id, seq, client_id, body)
        VALUES (p_conversation[i], v_seq, p_client_id[i], p_body[i])
        ON CONFLICT (conversation_id, client_id) DO NOTHING;
        ord := i; agent_id := v_agent; is_new := FOUND;
        IF NOT FOUND THEN
            UPDATE floor.conversation AS c SET last_seq = c.last_seq - 1
             WHERE c.id = p_conversation[i];
            SELECT m.seq INTO v_seq FROM floor.message m
             WHERE m.conversation_id = p_conversation[i] AND m.client_id = p_client_id[i];
        END IF;
        seq := v_seq;
        RETURN NEXT;
    END LOOP;
END $$;
