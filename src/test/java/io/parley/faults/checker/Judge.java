package io.parley.faults.checker;

import java.util.List;

/** Holds one promise against what was seen. */
interface Judge {
    /** What breaks the promise; empty where it holds. */
    List<Violation> judge(Evidence evidence);
}
