package io.parley.launcher;

import java.io.IOException;
import java.io.OutputStream;

/** Ends this process in order when its standard input ends: whoever started it is gone. */
final class StandardInput extends Thread {
    StandardInput() {
        super("parley-stdin");
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            System.err.println("standard input broke: " + gone.getMessage());
        }
        System.exit(ExitCode.OK.number());
    }
}
