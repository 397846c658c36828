package io.parley.faults;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes how each test of a row went into {@code target/faults/results.tsv}, from which {@link RowTable} makes its table.
 * With the system property {@code faults.row} only that row's tests run.
 */
final class RowReport implements BeforeEachCallback, ParameterResolver, TestWatcher, ExecutionCondition {
    private static final Path FILE = Path.of("target", "faults", "results.tsv");
    private static final Namespace SPACE = Namespace.create(RowReport.class);

    /** One test while it runs. */
    private record Trial(long beganNanos, Figures figures) {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String wanted = System.getProperty("faults.row", "");
        boolean isOther = context.getTestMethod().isPresent()
                && !wanted.isEmpty()
                && !wanted.equals(row(context).orElse(""));
        return isOther
                ? ConditionEvaluationResult.disabled("not row " + wanted)
                : ConditionEvaluationResult.enabled("wanted");
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        trial(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Figures.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return trial(context).figures();
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        write(context, "ok");
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        write(context, "FAILED");
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        write(context, "aborted");
    }

    private static Trial trial(ExtensionContext context) {
        return context.getRoot()
                .getStore(SPACE)
                .computeIfAbsent(
                        "trial " + context.getUniqueId(),
                        key -> new Trial(System.nanoTime(), new Figures()),
                        Trial.class);
    }

    private static Optional<String> row(ExtensionContext context) {
        return findAnnotation(context.getElement(), Row.class)
                .or(() -> findAnnotation(context.getRequiredTestClass(), Row.class))
                .map(row -> String.valueOf(row.value()));
    }

    private static void write(ExtensionContext context, String result) {
        Trial trial = trial(context);
        double seconds =
                Duration.ofNanos(System.nanoTime() - trial.beganNanos()).toMillis() / 1e3;
        String line = String.join(
                "\t",
                row(context).orElse("?"),
                context.getRequiredTestClass().getSimpleName() + "."
                        + context.getDisplayName().replace("(Figures)", "()"),
                result,
                String.format(Locale.ROOT, "%.1f", seconds),
                trial.figures().toString());
        try {
            Files.createDirectories(FILE.getParent());
            Files.write(FILE, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
