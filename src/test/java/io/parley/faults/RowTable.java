package io.parley.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table at the end of {@code ./launcher test --faults}: each test of each row, how it went, and what it measured. */
final class RowTable {
    private static final String SKIPPED = "aborted";

    private final Map<Integer, Map<String, List<Result>>> rows = new TreeMap<>();

    private record Result(String how, double seconds, String figures) {}

    /** Lines as {@link RowReport} writes them. */
    static RowTable of(List<String> lines) {
        RowTable table = new RowTable();
        for (String line : lines) {
            List<String> fields = List.of(line.split("\t", -1));
            table.rows
                    .computeIfAbsent(Integer.valueOf(fields.get(0)), row -> new LinkedHashMap<>())
                    .computeIfAbsent(fields.get(1), test -> new ArrayList<>())
                    .add(new Result(fields.get(2), Double.parseDouble(fields.get(3)), fields.get(4)));
        }
        return table;
    }

    /**
     * Prints the table of the file {@code args[0]}, writes it to {@code args[1]}, and ends with 1 where a test failed or
     * there is none at all.
     */
    public static void main(String[] args) throws IOException {
        RowTable table = of(Files.exists(Path.of(args[0])) ? Files.readAllLines(Path.of(args[0])) : List.of());
        List<String> text = table.lines();
        text.forEach(System.out::println);
        Files.write(Path.of(args[1]), text);
        System.exit(table.isGood() ? 0 : 1);
    }

    boolean isGood() {
        return !rows.isEmpty() && failed() == 0;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("| row | test | passed | seconds | figures |");
        lines.add("| --- | --- | --- | --- | --- |");
        rows.forEach((row, tests) -> tests.forEach((test, results) -> lines.add(line(row, test, results))));
        long tests = rows.values().stream().mapToLong(Map::size).sum();
        lines.add("");
        String good = rows.isEmpty() ? "NOTHING RAN" : skipped() == 0 ? "all passed" : "no failure";
        String verdict = failed() == 0 ? good : failed() + " FAILED";
        lines.add(rows.size() + " rows, " + tests + " tests: " + verdict
                + (skipped() == 0 ? "" : ", " + skipped() + " NOT RUN, as this machine cannot"));
        return lines;
    }

    private long skipped() {
        return rows.values().stream()
                .flatMap(tests -> tests.values().stream())
                .filter(results ->
                        results.stream().allMatch(result -> result.how().equals(SKIPPED)))
                .count();
    }

    private long failed() {
        return rows.values().stream()
                .flatMap(tests -> tests.values().stream())
                .filter(results -> !results.stream().allMatch(RowTable::isGood))
                .count();
    }

    private static String line(int row, String test, List<Result> results) {
        List<Result> run =
                results.stream().filter(result -> !result.how().equals(SKIPPED)).toList();
        long passed = run.stream().filter(RowTable::isGood).count();
        String verdict = run.isEmpty() ? SKIPPED : passed + "/" + run.size() + (passed < run.size() ? " FAILED" : "");
        double longest = results.stream().mapToDouble(Result::seconds).max().orElse(0);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.1f | %s |",
                row == 0 ? "mix" : String.valueOf(row),
                test,
                verdict,
                longest,
                results.stream()
                        .map(Result::figures)
                        .filter(text -> !text.isEmpty())
                        .distinct()
                        .collect(Collectors.joining("; ")));
    }

    private static boolean isGood(Result result) {
        return result.how().equals("ok") || result.how().equals(SKIPPED);
    }
}
