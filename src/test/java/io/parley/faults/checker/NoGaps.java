package io.parley.faults.checker;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * C2: on every connection the entries come in the order of their {@code seq}, none left out and none again, beginning after
 * the last that the client had said it knows, and in the end it has all of them. To begin anew is told only to who is further
 * behind than servers catch up, or ahead of the log as it is in the end.
 */
final class NoGaps implements Judge {
    private static final int RESUME_LIMIT = 5_000;

    @Override
    public List<Violation> judge(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        evidence.byMember().forEach((member, lines) -> {
            Course course = new Course(member.name(), violations);
            lines.forEach(course::take);
            course.end(evidence.log(member));
        });
        return violations;
    }

    /** What one client has to get next. */
    private static final class Course {
        private final String client;
        private final List<Violation> violations;
        private @Nullable Long asked;
        private @Nullable Long next;
        private @Nullable Long shown;
        /** How far the client was each time that it was told to begin anew. */
        private final List<Long> resets = new ArrayList<>();

        Course(String client, List<Violation> violations) {
            this.client = client;
            this.violations = violations;
        }

        void take(Line line) {
            if (line.kind() == Line.Kind.OPENING) {
                opening(line.body().getLong("last_seq"));
            } else if (line.sent("resume")) {
                asked = line.body().getLong("last_seq");
            } else if (line.told("connected")) {
                connected(line.body().getJsonObject("details").getLong("last_seq"));
            } else if (line.told("resumed")) {
                next = asked == null ? null : Long.valueOf(asked + 1);
            } else if (line.told("reset")) {
                resets.add(asked == null ? 0 : asked);
                next = line.body().getJsonObject("details").getLong("from_seq");
                shown = next - 1;
            } else if (line.entrySeq() != null) {
                entry(line.entrySeq());
            }
        }

        private void opening(@Nullable Long lastSeq) {
            asked = lastSeq;
            next = null;
            if (shown != null && !shown.equals(lastSeq)) {
                blame("came back as one who knows " + lastSeq + " and was shown " + shown);
            }
        }

        private void connected(long lastSeq) {
            next = (asked == null ? lastSeq : asked) + 1;
            shown = shown == null ? Long.valueOf(next - 1) : shown;
        }

        private void entry(long seq) {
            if (next == null) {
                blame("was sent seq " + seq + " before it was told where it stands");
            } else if (seq > next) {
                blame("was sent seq " + seq + " where " + next + " comes next");
            } else if (seq < next) {
                blame("was sent seq " + seq + " again");
            }
            next = next == null ? seq + 1 : Math.max(next, seq + 1);
            shown = shown == null ? seq : Math.max(shown, seq);
        }

        void end(List<JsonObject> log) {
            long last = log.isEmpty() ? 0 : log.get(log.size() - 1).getLong("seq");
            if (shown != null && shown < last) {
                blame("was shown entries up to " + shown + " of " + last);
            }
            resets.stream()
                    .filter(known -> known <= last && last - known <= RESUME_LIMIT)
                    .forEach(known -> blame("was told to begin anew, and knew " + known + " of " + last));
        }

        private void blame(String what) {
            violations.add(new Violation("C2", client, what));
        }
    }
}
