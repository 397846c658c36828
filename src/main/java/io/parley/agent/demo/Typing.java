package io.parley.agent.demo;

import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Says one reply, token by token: first what is thought, then the text. Confined to the turn's context. */
final class Typing {
    private final Reply reply;
    private final ReplySink sink;
    private final Ticker ticker;
    private final Promise<Outcome> done = Promise.promise();
    private int thoughtUtf16;
    private int saidUtf16;

    Typing(Reply reply, ReplySink sink, Ticker ticker) {
        this.reply = reply;
        this.sink = sink;
        this.ticker = ticker;
    }

    /** Completes when all is said, or the turn is cancelled. */
    Future<Outcome> begin() {
        ticker.after(1, this::step);
        sink.onCancel(this::stop);
        return done.future();
    }

    private void step() {
        if (thoughtUtf16 < reply.thinking().length()) {
            int from = thoughtUtf16;
            thoughtUtf16 = Tokens.end(reply.thinking(), from);
            goOnAfter(sink.thinking(reply.thinking().substring(from, thoughtUtf16)));
        } else if (saidUtf16 < reply.content().length()) {
            int from = saidUtf16;
            saidUtf16 = Tokens.end(reply.content(), from);
            goOnAfter(sink.content(reply.content().substring(from, saidUtf16)));
        } else {
            done.tryComplete(reply.outcome());
        }
    }

    private void goOnAfter(Future<Void> wanted) {
        wanted.onSuccess(more -> ticker.after(1, this::step)).onFailure(done::tryFail);
    }

    private void stop() {
        ticker.stop();
        done.tryComplete(Outcome.complete());
    }
}
