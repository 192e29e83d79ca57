package dev.thalweg.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.ErrorSums;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShownAccuracyTest {
  private final StringWriter out = new StringWriter();
  private final ShownAccuracy shown =
      new ShownAccuracy(new PrintWriter(out), ZoneOffset.UTC, "digits");

  private void publish(AccuracyScope scope, long start, long labelled, long correct) {
    publish("digits", scope, start, labelled, correct);
  }

  private void publish(String model, AccuracyScope scope, long start, long labelled, long correct) {
    shown.accept(accuracy(model, scope, start, labelled, correct));
  }

  private static WindowAccuracy accuracy(
      String model, AccuracyScope scope, long start, long labelled, long correct) {
    return new WindowAccuracy(
        model,
        scope,
        Instant.ofEpochSecond(start),
        Instant.ofEpochSecond(start + 10),
        20_000L,
        1_200L,
        labelled,
        correct,
        labelled == 0 ? 0 : (double) correct / labelled,
        0L,
        0L,
        List.of(),
        List.of(),
        null,
        null,
        null);
  }

  @Test
  void window_isShownOnceAsItWasWhenTheNextOneBegan() {
    publish(AccuracyScope.WINDOW, 50, 500, 400);
    publish(AccuracyScope.VERSION, 50, 1, 1);
    publish(AccuracyScope.WINDOW, 50, 1_000, 900);
    assertThat(out.toString()).isEmpty();

    publish(AccuracyScope.TOTAL, 50, 2_000, 1_700);
    publish(AccuracyScope.WINDOW, 60, 10, 10);

    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            "00:00:50 to 00:01:00: 90.00 % right of 1,000 labelled, 1,200 scored, by version"
                + " 20000; 85.00 % in all\n");
  }

  @Test
  void windowOfNumbers_isShownWithItsError() {
    for (AccuracyScope scope : List.of(AccuracyScope.WINDOW, AccuracyScope.TOTAL)) {
      WindowAccuracy accuracy = accuracy("digits", scope, 50, 1_000, 0);
      accuracy.setErrors(new ErrorSums(1_000L, 12.5, 1.0, 0.0, 1.0));
      shown.accept(accuracy);
    }
    shown.finish();

    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            "00:00:50 to 00:01:00: MAE 0.01250 of 1,000 labelled, 1,200 scored, by version 20000;"
                + " MAE 0.01250 in all\n");
  }

  @Test
  void lateChangeOfAnOlderWindow_isNotShownAgain() {
    publish(AccuracyScope.WINDOW, 50, 0, 0);
    publish(AccuracyScope.WINDOW, 60, 10, 10);
    publish(AccuracyScope.WINDOW, 50, 7, 7);
    publish(AccuracyScope.WINDOW, 70, 10, 10);

    assertThat(out.toString().lines())
        .containsExactly(
            "00:00:50 to 00:01:00: none right of 0 labelled, 1,200 scored, by version 20000",
            "00:01:00 to 00:01:10: 100.00 % right of 10 labelled, 1,200 scored, by version 20000");
  }

  @Test
  void models_areShownEachForItself_othersByTheirNames() {
    publish(AccuracyScope.WINDOW, 50, 10, 9);
    publish("challenger", AccuracyScope.WINDOW, 50, 10, 5);
    publish("challenger", AccuracyScope.WINDOW, 60, 10, 5);
    publish(AccuracyScope.WINDOW, 60, 10, 9);

    assertThat(out.toString().lines())
        .containsExactly(
            "00:00:50 to 00:01:00: 50.00 % right of 10 labelled, 1,200 scored, by challenger"
                + " version 20000",
            "00:00:50 to 00:01:00: 90.00 % right of 10 labelled, 1,200 scored, by version 20000");
  }

  @Test
  void lastWindow_isShownAtTheEnd() {
    publish(AccuracyScope.WINDOW, 50, 10, 9);

    shown.finish();
    shown.finish();

    assertThat(out.toString().lines()).singleElement().asString().contains("90.00 % right of 10");
  }
}
