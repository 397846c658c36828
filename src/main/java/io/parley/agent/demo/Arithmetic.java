package io.parley.agent.demo;

import java.math.BigDecimal;
import java.math.MathContext;

/** Works out sums of decimal numbers with {@code + - * /} and brackets, also as {@code × ÷ －} and the like. */
final class Arithmetic {
    private final String sum;
    private int at;

    private Arithmetic(String sum) {
        this.sum = sum;
    }

    /** Throws {@link NotASum} for anything else, {@link ArithmeticException} for a division by zero. */
    static BigDecimal value(String text) {
        String plain = text.replaceAll("\\s+", "")
                .replaceAll("[×xX✕＊]", "*")
                .replaceAll("[÷／]", "/")
                .replaceAll("[−－–]", "-")
                .replace('＋', '+')
                .replace('（', '(')
                .replace('）', ')');
        var reading = new Arithmetic(plain);
        BigDecimal value = reading.sum();
        if (reading.at < plain.length()) {
            throw new NotASum();
        }
        return value;
    }

    private BigDecimal sum() {
        BigDecimal value = product();
        while (next('+') || next('-')) {
            boolean plus = sum.charAt(at - 1) == '+';
            BigDecimal other = product();
            value = plus ? value.add(other) : value.subtract(other);
        }
        return value;
    }

    private BigDecimal product() {
        BigDecimal value = factor();
        while (next('*') || next('/')) {
            boolean times = sum.charAt(at - 1) == '*';
            BigDecimal other = factor();
            value = times ? value.multiply(other) : value.divide(other, MathContext.DECIMAL64);
        }
        return value;
    }

    private BigDecimal factor() {
        if (next('-')) {
            return factor().negate();
        }
        if (next('(')) {
            BigDecimal value = sum();
            if (!next(')')) {
                throw new NotASum();
            }
            return value;
        }
        return number();
    }

    private BigDecimal number() {
        int from = at;
        while (at < sum.length() && (Character.isDigit(sum.charAt(at)) || sum.charAt(at) == '.')) {
            at++;
        }
        try {
            return new BigDecimal(sum.substring(from, at));
        } catch (NumberFormatException notANumber) {
            throw new NotASum();
        }
    }

    private boolean next(char wanted) {
        boolean found = at < sum.length() && sum.charAt(at) == wanted;
        at += found ? 1 : 0;
        return found;
    }

    /** The text is no sum. */
    static final class NotASum extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotASum() {
            super(null, null, false, false);
        }
    }
}
