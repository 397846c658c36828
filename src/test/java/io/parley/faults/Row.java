package io.parley.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The row of the fault list (src/docs/delivery.md) that a test, or a class of tests, answers for; 0 for a mix of many. Such a
 * test may have a parameter {@link Figures} for what it measures.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("fault")
@ExtendWith(RowReport.class)
public @interface Row {
    int value();
}
