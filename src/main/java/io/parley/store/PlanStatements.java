package io.parley.store;

import io.parley.protocol.ProtocolCodec;
import io.parley.store.Entry.NewTurn;
import io.parley.store.Plan.Attempt;
import io.parley.store.Plan.Kept;
import io.parley.store.Plan.NumberedEntry;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The statements that write a {@link Plan}. Pure. */
final class PlanStatements {
    /** One INSERT is cut here, far below what a server takes as one packet. */
    private static final int MAX_TEXT = 1024 * 1024;

    private final List<Statement> all = new ArrayList<>();
    private Tuple messages = Tuple.tuple();
    private int messageCount;
    private int text;

    private PlanStatements() {}

    static List<Statement> of(Plan plan) {
        PlanStatements statements = new PlanStatements();
        plan.entries().forEach(statements::message);
        statements.endMessages();
        statements.turns(plan.entries());
        statements.ends(plan.entries());
        statements.attempts(plan.attempts());
        plan.checkpoints().forEach(statements::checkpoint);
        return statements.all;
    }

    private void message(NumberedEntry numbered) {
        String body = numbered.body();
        if (messageCount > 0 && text + body.length() > MAX_TEXT) {
            endMessages();
        }
        Entry entry = numbered.entry();
        messages.addString(numbered.message().projectId())
                .addLong(numbered.message().seq())
                .addLong(numbered.epoch())
                .addString(numbered.message().messageId())
                .addString(entry.userId())
                .addString(entry.clientId())
                .addLong(entry.endsSeq())
                .addString(numbered.message().type())
                .addLong(numbered.message().timestamp())
                .addString(body);
        messageCount++;
        text += body.length();
    }

    private void endMessages() {
        if (messageCount > 0) {
            all.add(new Statement(Sql.newMessages(messageCount), messages));
        }
        messages = Tuple.tuple();
        messageCount = 0;
        text = 0;
    }

    private void turns(List<NumberedEntry> entries) {
        Tuple rows = Tuple.tuple();
        int count = 0;
        for (NumberedEntry entry : entries) {
            NewTurn turn = entry.entry().begins();
            if (turn != null) {
                rows.addString(entry.message().projectId())
                        .addLong(entry.message().seq())
                        .addString(turn.kind().name())
                        .addString(turn.answerId())
                        .addString(turn.lang())
                        .addLong(entry.message().timestamp());
                count++;
            }
        }
        if (count > 0) {
            all.add(new Statement(Sql.newTurns(count), rows));
        }
    }

    private void ends(List<NumberedEntry> entries) {
        Tuple keys = Tuple.tuple();
        int count = 0;
        for (NumberedEntry entry : entries) {
            Long ends = entry.entry().endsSeq();
            if (ends != null) {
                keys.addString(entry.message().projectId()).addLong(ends);
                count++;
            }
        }
        if (count > 0) {
            all.add(new Statement(Sql.endTurns(count), keys));
            all.add(new Statement(Sql.endCheckpoints(count), keys));
        }
    }

    /** One statement for all turns that begin the same attempt; for most it is the first. */
    private void attempts(List<Attempt> begun) {
        Map<Integer, List<Attempt>> byNumber =
                begun.stream().collect(Collectors.groupingBy(Attempt::attempt, TreeMap::new, Collectors.toList()));
        byNumber.forEach((number, turns) -> {
            Tuple parameters = Tuple.of(number);
            turns.forEach(turn -> parameters.addString(turn.projectId()).addLong(turn.turnSeq()));
            all.add(new Statement(Sql.beginAttempts(turns.size()), parameters));
        });
    }

    private void checkpoint(Kept kept) {
        Claim claim = kept.claim();
        String body = ProtocolCodec.write(kept.checkpoint()).encode();
        all.add(new Statement(
                Sql.KEEP_CHECKPOINT,
                Tuple.of(claim.epoch(), System.currentTimeMillis(), body, claim.projectId(), kept.turnSeq())));
    }
}
