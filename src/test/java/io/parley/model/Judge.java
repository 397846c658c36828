package io.parley.model;

import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.Text;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds what clients see, and in the end the log, against what was promised. What does not hold is an AssertionError. */
final class Judge {
    private static final Set<String> FAIR =
            Set.of("CONFLICT", "UNAVAILABLE", "BUSY", "SLOW_CONSUMER", "NOT_FOUND", "CONN_NOT_FOUND");

    private final SimAgent agent;
    private final Map<Key, Set<String>> said = new HashMap<>();
    private final Map<Key, JsonObject> acks = new HashMap<>();

    private record Key(String userId, String id) {}

    Judge(SimAgent agent) {
        this.agent = agent;
    }

    /** A client sent this. */
    void said(String userId, String id, String content) {
        said.computeIfAbsent(new Key(userId, id), key -> new HashSet<>()).add(content);
    }

    void foreseen(List<String> unforeseen) {
        check(unforeseen.isEmpty(), "C9 %s", unforeseen);
    }

    /** A client is sent entry {@code seq}, where one of {@code next} comes next. */
    void follows(String userId, long seq, Set<Long> next) {
        check(next.contains(seq), "C2/C3 %s is sent entry %s where %s comes next", userId, seq, next);
    }

    /** A client took {@code message}, and shows it. */
    void seen(Device device, JsonObject message) {
        check(!device.screen().asksToResume(), "C2 a client misses something before %s", message);
        switch (message.getString("type")) {
            case "ack" -> acked(device, message);
            case "error" -> refused(device, message);
            case "ai_delta", "ai_snapshot" -> text(device, message);
            default -> {
                // judged in the end
            }
        }
    }

    /** {@code log} is all of it, and nothing runs. */
    void judge(List<Logged> log, List<Device> devices) {
        Map<Key, Integer> requests = new HashMap<>();
        Map<String, Integer> ends = new HashMap<>();
        for (int i = 0; i < log.size(); i++) {
            Logged entry = log.get(i);
            check(entry.seq() == i + 1, "C2 entry %s has the number %s", i + 1, entry.seq());
            if (entry instanceof Logged.UserMessage message) {
                requests.merge(new Key(message.userId(), String.valueOf(message.id())), 1, Integer::sum);
                ends.merge(message.messageId(), 0, Integer::sum);
            } else if (entry instanceof Logged.AiReply reply) {
                ends.merge(reply.turnId(), 1, Integer::sum);
                ended(reply);
                announced(reply, i + 1 < log.size() ? log.get(i + 1) : null);
            } else if (entry instanceof Logged.TaskStarted started) {
                ends.merge(started.taskId(), 0, Integer::sum);
            } else if (taskEndedBy(entry) != null) {
                ends.merge(taskEndedBy(entry), 1, Integer::sum);
            }
        }
        requests.forEach((key, count) -> check(count == 1, "C1 %s is in the log %s times", key, count));
        ends.forEach((turn, count) -> check(count == 1, "C5 turn %s has %s ends", turn, count));
        acks.forEach((key, ack) -> logged(key, ack, log));
        devices.stream().filter(Device::isConnected).forEach(device -> shown(device, log));
    }

    private void acked(Device device, JsonObject ack) {
        Key key = new Key(device.userId(), ack.getString("id"));
        JsonObject before = acks.putIfAbsent(key, ack);
        if (before != null && said.containsKey(key)) {
            check(
                    before.getLong("seq").equals(ack.getLong("seq"))
                            && before.getString("message_id").equals(ack.getString("message_id")),
                    "C1 %s acknowledged as %s and as %s",
                    key,
                    before,
                    ack);
        }
    }

    private void refused(Device device, JsonObject error) {
        String code = error.getString("code");
        check(FAIR.contains(code), "C9 a client was told %s", error);
        Set<String> contents = said.get(new Key(device.userId(), String.valueOf(error.getString("id"))));
        if (contents != null && code.equals("CONFLICT")) {
            check(contents.size() > 1, "C1 %s in conflict with nothing", error);
        }
    }

    private void text(Device device, JsonObject message) {
        Screen.Answer answer = device.screen().answer(message.getString("message_id"));
        if (answer != null && answer.end() == null) {
            SimAgent.Said all = agent.said(message.getString("turn_id"), answer.attempt());
            prefix(answer.content(), all.content.toString(), message);
            prefix(answer.thinking(), all.thinking.toString(), message);
        }
    }

    private void ended(Logged.AiReply reply) {
        SimAgent.Said all = speaker(reply);
        prefix(reply.content(), all.content.toString(), reply);
        prefix(reply.thinking(), all.thinking.toString(), reply);
        if (reply.status() == Logged.AiReply.Outcome.COMPLETE) {
            check(
                    wellFormed(all.content).equals(reply.content()),
                    "C6 the log has %s of %s",
                    reply.content(),
                    all.content);
        }
    }

    /** An attempt that is interrupted before it has said anything keeps what the last one before it that spoke had said. */
    private SimAgent.Said speaker(Logged.AiReply reply) {
        int attempt = reply.attempt();
        SimAgent.Said all = agent.said(reply.turnId(), attempt);
        while (attempt > 1 && reply.status() == Logged.AiReply.Outcome.INTERRUPTED && all.isNothing()) {
            attempt--;
            all = agent.said(reply.turnId(), attempt);
        }
        return all;
    }

    /** There is always room for another task in this world. */
    private void announced(Logged.AiReply reply, @Nullable Logged next) {
        boolean complete = reply.status() == Logged.AiReply.Outcome.COMPLETE;
        boolean follows = next instanceof Logged.TaskStarted task
                && reply.turnId().equals(task.args().getString("of"));
        check(
                follows == (complete && agent.announced(reply.turnId(), reply.attempt())),
                "C5 %s is followed by %s",
                reply,
                next);
    }

    private static @Nullable String taskEndedBy(Logged entry) {
        if (entry instanceof Logged.TaskCompleted completed) {
            return completed.taskId();
        }
        if (entry instanceof Logged.TaskFailed failed) {
            return failed.taskId();
        }
        return entry instanceof Logged.TaskCancelled cancelled ? cancelled.taskId() : null;
    }

    private static void prefix(String shown, String all, Object of) {
        String whole = wellFormed(new StringBuilder(all));
        check(whole.startsWith(shown) && Text.isWellFormed(shown), "C6 %s is shown of %s by %s", shown, whole, of);
    }

    /** As the text comes out: half of a pair that stays alone at the end is not out yet. */
    private static String wellFormed(StringBuilder all) {
        boolean waits = !all.isEmpty() && Character.isHighSurrogate(all.charAt(all.length() - 1));
        String out = waits ? all.substring(0, all.length() - 1) : all.toString();
        StringBuilder sound = new StringBuilder();
        for (int i = 0; i < out.length(); i++) {
            boolean isPair = i + 1 < out.length() && Character.isSurrogatePair(out.charAt(i), out.charAt(i + 1));
            if (isPair) {
                sound.append(out, i, i + 2);
                i++;
            } else {
                sound.append(Character.isSurrogate(out.charAt(i)) ? '\ufffd' : out.charAt(i));
            }
        }
        return sound.toString();
    }

    private void logged(Key key, JsonObject ack, List<Logged> log) {
        if (!said.containsKey(key)) {
            return; // a cancel: its answer names what it ended
        }
        long seq = ack.getLong("seq");
        check(seq >= 1 && seq <= log.size(), "C1 %s acknowledged and not in the log", ack);
        boolean isIt = log.get((int) seq - 1) instanceof Logged.UserMessage message
                && key.equals(new Key(message.userId(), String.valueOf(message.id())))
                && said.getOrDefault(key, Set.of()).contains(String.valueOf(message.content()))
                && message.messageId().equals(ack.getString("message_id"));
        check(isIt, "C1 %s acknowledged, and the log has %s", ack, log.get((int) seq - 1));
    }

    private static void shown(Device device, List<Logged> log) {
        Screen screen = device.screen();
        check(screen.lastSeq() == log.size(), "C2 %s shows %s of %s", device.userId(), screen.lastSeq(), log.size());
        for (JsonObject entry : screen.entries()) {
            JsonObject real = new JsonObject(ProtocolCodec.encode(log.get((int) (entry.getLong("seq") - 1))));
            check(entry.equals(real), "C7 %s is shown for %s", entry, real);
        }
        check(screen.running() == null, "C5 %s shows an answer that runs", device.userId());
        check(device.unanswered().isEmpty(), "%s has no answer to %s", device.userId(), device.unanswered());
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is not on the class path
    private static void check(boolean holds, String what, @Nullable Object... of) {
        if (!holds) {
            throw new AssertionError(what.formatted(of));
        }
    }
}
