package io.parley.launcher;

import java.time.Instant;

/** When this process began its work. */
final class Started {
    private Started() {}

    /** Seconds since the script handed over to Java, or since the process began where no script did. */
    static double secondsAgo() {
        Long handedOverMicros = Long.getLong("parley.started");
        long began = handedOverMicros != null ? handedOverMicros / 1000 : processBegan();
        return (System.currentTimeMillis() - began) / 1e3;
    }

    private static long processBegan() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .orElseGet(Instant::now)
                .toEpochMilli();
    }
}
