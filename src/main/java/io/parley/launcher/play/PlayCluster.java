package io.parley.launcher.play;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Nodes that share the work. Told by name; says what becomes of them. Any thread. */
public final class PlayCluster {
    private final List<PlayNode> nodes;
    private final Consumer<String> says;
    private volatile boolean stopping;

    /** {@code says} takes what a person is to know. */
    public PlayCluster(List<PlayNode> nodes, Consumer<String> says) {
        this.nodes = List.copyOf(nodes);
        this.says = says;
    }

    public List<PlayNode> nodes() {
        return nodes;
    }

    /** Starts the first, which the others find, and then these together. Fails as {@link PlayNode#start} of one of them. */
    public CompletableFuture<Void> start() {
        return start(nodes.get(0)).thenCompose(first -> {
            List<CompletableFuture<PlayNode>> others = new ArrayList<>();
            nodes.stream().skip(1).forEach(node -> others.add(start(node)));
            return CompletableFuture.allOf(others.toArray(CompletableFuture[]::new));
        });
    }

    /** Somebody typed {@code line}: the name of a node that ended starts it again. */
    public void told(String line) {
        String name = line.strip();
        Optional<PlayNode> node =
                nodes.stream().filter(one -> one.name().equals(name)).findFirst();
        if (name.isEmpty()) {
            return;
        }
        if (node.isEmpty()) {
            says.accept("no node " + name + "; there are "
                    + String.join(", ", nodes.stream().map(PlayNode::name).toList()));
        } else if (node.get().isRunning()) {
            says.accept(name + " runs: kill -9 " + node.get().pid());
        } else {
            start(node.get())
                    .thenAccept(ready -> says.accept(name + " is back: kill -9 " + ready.pid()))
                    .exceptionally(failure -> {
                        says.accept(name + " did not start: " + failure.getMessage());
                        return null;
                    });
        }
    }

    /** Stops all in order, and waits for them at most {@code timeoutMs} together. True when all ended by themselves. */
    public boolean stop(long timeoutMs) throws InterruptedException {
        stopping = true;
        nodes.forEach(PlayNode::stop);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        boolean all = true;
        for (PlayNode node : nodes) {
            all &= node.awaitEnd(Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
        return all;
    }

    /** Ends all at once. */
    public void kill() {
        stopping = true;
        nodes.forEach(PlayNode::kill);
    }

    private CompletableFuture<PlayNode> start(PlayNode node) {
        return node.start(code -> {
            if (!stopping) {
                says.accept(node.name() + " has ended (" + code + "). Type " + node.name()
                        + " and Enter to start it again.");
            }
        });
    }
}
