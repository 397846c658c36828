package io.parley.faults.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChaosProxyTest {
    private static final int PATIENCE_MS = 10_000;
    private static final int MOMENT_MS = 50;

    private final ServerSocket listener;
    private final ChaosProxy proxy;
    private final Socket client;
    private final Socket server;

    ChaosProxyTest() throws Exception {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy = ChaosProxy.to(listener.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        server = listener.accept();
    }

    @BeforeEach
    void patience() throws Exception {
        client.setSoTimeout(PATIENCE_MS);
        server.setSoTimeout(PATIENCE_MS);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
        proxy.close();
        listener.close();
    }

    @Test
    void inFairWeatherBothWaysArriveAndBothEndsAreTold() throws Exception {
        write(client, "up");
        write(server, "down");
        assertThat(read(server, 2)).isEqualTo("up");
        assertThat(read(client, 4)).isEqualTo("down");

        client.close();

        assertThat(server.getInputStream().read()).isEqualTo(-1);
        server.close();
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void strandedConnectionsStaySilentWhileNewOnesWork() throws Exception {
        proxy.strandAll();
        write(client, "never");
        try (Socket second = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                Socket accepted = listener.accept()) {
            accepted.setSoTimeout(PATIENCE_MS);
            write(second, "up");
            assertThat(read(accepted, 2)).isEqualTo("up");
        }
        proxy.heal();
        server.setSoTimeout(MOMENT_MS);

        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> read(server, 1));
    }

    @Test
    void latencyDelaysOneWay() throws Exception {
        proxy.latency(Direction.UP, Duration.ofMillis(300));

        long began = System.nanoTime();
        write(client, "late");

        assertThat(read(server, 4)).isEqualTo("late");
        assertThat(System.nanoTime() - began)
                .isGreaterThan(Duration.ofMillis(290).toNanos());
    }

    @Test
    void bandwidthChokes() throws Exception {
        proxy.bandwidth(Direction.DOWN, 50_000);

        long began = System.nanoTime();
        write(server, "x".repeat(20_000));

        assertThat(read(client, 20_000)).hasSize(20_000);
        assertThat(System.nanoTime() - began)
                .isGreaterThan(Duration.ofMillis(300).toNanos());
    }

    @Test
    void aBlackHoleSwallowsOneWayUntilItHeals() throws Exception {
        proxy.blackHole(Direction.UP);
        write(client, "lost?");
        write(server, "heard");

        assertThat(read(client, 5)).isEqualTo("heard");
        server.setSoTimeout(MOMENT_MS);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> read(server, 1));
        server.setSoTimeout(PATIENCE_MS);
        proxy.heal();
        assertThat(read(server, 5)).isEqualTo("lost?");
    }

    @Test
    void noEndIsToldThroughABlackHole() throws Exception {
        proxy.blackHole(Direction.UP);

        client.close();

        server.setSoTimeout(MOMENT_MS);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> server.getInputStream().read());
        server.setSoTimeout(PATIENCE_MS);
        proxy.heal();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void aResetBreaksBothEnds() throws Exception {
        assertThat(proxy.resetOne(new Random(1))).isTrue();

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> client.getInputStream().read())
                .withMessageContaining("reset");
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> server.getInputStream().read())
                .withMessageContaining("reset");
        await().until(() -> proxy.connections() == 0);
        assertThat(proxy.resetOne(new Random(1))).isFalse();
    }

    @Test
    void aResetOfThePeerIsHandedOn() throws Exception {
        client.setSoLinger(true, 0);
        client.close();

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> server.getInputStream().read())
                .withMessageContaining("reset");
    }

    @Test
    void aHalfClosedConnectionStillCarriesTheOtherWay() throws Exception {
        proxy.halfClose(Direction.UP);

        assertThat(server.getInputStream().read()).isEqualTo(-1);
        write(server, "still here");
        assertThat(read(client, 10)).isEqualTo("still here");
    }

    @Test
    void aCutComesAfterExactlySoManyBytes() throws Exception {
        proxy.cutAfter(Direction.DOWN, 7);

        write(server, "0123456789");

        assertThat(read(client, 7)).isEqualTo("0123456");
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> client.getInputStream().read());
    }

    @Test
    void whoIsRefusedIsReset() throws Exception {
        proxy.refuse(true);

        try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            refused.setSoTimeout(PATIENCE_MS);
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> refused.getInputStream().read());
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket, int length) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(length), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
