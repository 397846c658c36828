package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.ReadReply;
import io.parley.bus.RegisterReply;
import io.parley.ops.SlowReaderMeters.Step;
import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A feed whose client reads when a test says so, with a queue of 8 messages and 4 KiB, of which a quarter is with its socket. */
class FeedFixture implements Feed.Reader, SendQueue.Listener {
    static final String KILOBYTE = "你".repeat(300);

    final MemorySocket socket = new MemorySocket();
    final SendQueue queue = new SendQueue(new GatewayConfig.Queue(8, 4 * 1024, 10_000), socket, this);
    final Feed feed = new Feed("u1", queue, this);
    final Deque<Promise<ReadReply>> reads = new ArrayDeque<>();
    final List<Long> readAfter = new ArrayList<>();
    final Map<Step, Integer> steps = new EnumMap<>(Step.class);
    boolean overflowed;

    void live() {
        feed.registered(List.of(), reply(List.of(), false), false);
        assertThat(socket.waiting()).isZero();
    }

    void push(ServerMessage message) {
        feed.push(Push.of(message), null);
    }

    List<ServerMessage> read() {
        return socket.takeAll().stream().map(ProtocolCodec::decodeServer).toList();
    }

    void answer(List<Logged> messages, ServerMessage... running) {
        long last = messages.isEmpty() ? 0 : messages.get(messages.size() - 1).seq();
        reads.remove().complete(new ReadReply(messages, false, last, List.of(running)));
    }

    static RegisterReply reply(List<Logged> messages, boolean more) {
        return new RegisterReply(
                true,
                null,
                "s1",
                "c1",
                "i1",
                1,
                0,
                "l1",
                messages.size(),
                true,
                null,
                messages,
                more,
                List.of(),
                "disk");
    }

    static List<Logged> notices(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(FeedFixture::notice).toList();
    }

    static Logged notice(long seq) {
        return ScriptedConversation.notice(seq, null);
    }

    @Override
    public Future<ReadReply> read(long afterSeq) {
        readAfter.add(afterSeq);
        reads.add(Promise.promise());
        return reads.getLast().future();
    }

    @Override
    public void unmendable(long seq) {
        throw new AssertionError("the log has all of it, " + seq);
    }

    @Override
    public void fellBehind() {
        slow(Step.SNAPSHOT, 1);
    }

    @Override
    public void overflow() {
        overflowed = true;
    }

    @Override
    public void slow(Step step, int times) {
        if (times > 0) {
            steps.merge(step, times, Integer::sum);
        }
    }

    @Override
    public void sent(Frame frame) {
        // counted elsewhere
    }

    @Override
    public void moved() {
        // nobody waits for a pong
    }

    @Override
    public void drained() {
        feed.pump();
    }
}
