package dev.thalweg.monitor;

import static dev.thalweg.monitor.AccuracyFixture.PIPELINE;
import static dev.thalweg.monitor.AccuracyFixture.T0;
import static dev.thalweg.monitor.AccuracyFixture.key;
import static dev.thalweg.monitor.AccuracyFixture.prediction;
import static dev.thalweg.monitor.AccuracyFixture.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.monitor.accuracy.AccuracyConfig;
import dev.thalweg.schemas.avro.AccuracyScope;
import dev.thalweg.schemas.avro.ClassCounts;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.WindowAccuracy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten thousand predictions in disorder, counted by the topology and by hand. */
class AccuracyRecountTest {
  private static final int IMAGES = 10_000;
  private static final long RETENTION_MS = 60_000;
  private static final long WINDOW_MS = 10_000;
  private static final long SPAN_MS = 400_000;
  private static final BigInteger MICROS = BigInteger.valueOf(1_000_000);

  /** A record to come: a prediction if it has a version, else a label. */
  private record Event(
      long atMs, String id, long version, int label, int confidence, long scoredAtMs) {
    static Event predicted(
        long scoredAtMs, String id, long version, int predicted, int confidence) {
      return new Event(scoredAtMs, id, version, predicted, confidence, scoredAtMs);
    }

    static Event labelled(long atMs, String id, int label) {
      return new Event(atMs, id, -1, label, 0, 0);
    }

    Event at(long otherMs) {
      return new Event(otherMs, id, version, label, confidence, scoredAtMs);
    }
  }

  /** What is counted in one scope, by hand. */
  private static final class Count {
    long scored;
    long labelled;
    long correct;
    final TreeMap<Integer, long[]> classes = new TreeMap<>();

    final TreeMap<String, Long> confusion = new TreeMap<>();
    final TreeMap<BigInteger, BigInteger[]> bins = new TreeMap<>();

    void label(int label, int predicted, int confidence) {
      confusion.merge(label + "/" + predicted, 1L, Long::sum);
      bin(BigInteger.valueOf(confidence), label == predicted);
      labelled++;
      correct += label == predicted ? 1 : 0;
      classes.computeIfAbsent(label, c -> new long[3])[0]++;
      classes.computeIfAbsent(predicted, c -> new long[3])[1]++;
      if (label == predicted) {
        classes.get(label)[2]++;
      }
    }

    /** The m-th of 15 bins is from above (m - 1) / 15 to m / 15. */
    private void bin(BigInteger confidence, boolean isRight) {
      BigInteger bin =
          new BigDecimal(confidence.multiply(BigInteger.valueOf(15)))
              .divide(new BigDecimal(MICROS), 0, RoundingMode.CEILING)
              .toBigIntegerExact();
      bins.merge(
          bin,
          new BigInteger[] {isRight ? MICROS : BigInteger.ZERO, confidence},
          (a, b) -> new BigInteger[] {a[0].add(b[0]), a[1].add(b[1])});
    }

    /** The sum over the bins of |right - confidence|, over all. */
    Double calibrationError() {
      BigInteger distance =
          bins.values().stream()
              .map(bin -> bin[0].subtract(bin[1]).abs())
              .reduce(BigInteger.ZERO, BigInteger::add);
      return labelled == 0
          ? null
          : new BigDecimal(distance)
              .divide(
                  new BigDecimal(MICROS.multiply(BigInteger.valueOf(labelled))),
                  MathContext.DECIMAL128)
              .doubleValue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void counts_equalAPlainRecomputation(long seed) {
    // Given
    List<Event> events = events(new SplittableRandom(seed));
    AccuracyConfig config =
        new AccuracyConfig(PIPELINE, seconds(10), seconds(RETENTION_MS / 1_000), 1_000_000);
    try (AccuracyFixture fixture = new AccuracyFixture(config)) {
      // When
      for (int i = 0; i < events.size(); i++) {
        send(fixture, events.get(i));
        if (i % 1_000 == 999) {
          fixture.settle();
        }
      }
      fixture.pass(seconds(61)); // predictions are silent
      send(fixture, events.get(events.size() - 1));
      fixture.settle();
      // Then
      check(fixture, events, seed);
    }
  }

  /** In the order of their time; delays, repeats and gaps are in the times. */
  private static List<Event> events(SplittableRandom random) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      String id = "image-" + i;
      int label = random.nextInt(10);
      long scoredAt = T0.toEpochMilli() + RETENTION_MS + random.nextLong(SPAN_MS);
      long version = (scoredAt - T0.toEpochMilli()) / 20_000 * 2_000;
      int predicted = random.nextInt(10) < 8 ? label : random.nextInt(10);
      Event event = Event.predicted(scoredAt, id, version, predicted, confidence(random));
      events.add(event);
      if (random.nextInt(10) == 0) {
        events.add(event.at(scoredAt + random.nextLong(2_000)));
      }
      if (random.nextInt(10) == 0) {
        int other = random.nextInt(10);
        events.add(
            Event.predicted(scoredAt + 1_000, id, version + 2_000, other, confidence(random)));
      }
      if (random.nextInt(20) == 0) {
        continue; // its label is missing
      }
      // From just in time before to too late after.
      long labelledAt = scoredAt + random.nextLong(-RETENTION_MS, 2 * RETENTION_MS);
      Event labelling = Event.labelled(labelledAt, id, label);
      events.add(labelling);
      if (random.nextInt(10) == 0) {
        events.add(labelling.at(labelledAt + random.nextLong(2_000)));
      }
    }
    // Long after all others, so that everything unmatched is given up: many, to be believed.
    for (int i = 0; i < 16; i++) {
      events.add(Event.labelled(T0.toEpochMilli() + 10 * SPAN_MS, "the last", 0));
    }
    events.sort(Comparator.comparingLong(Event::atMs)); // stable: seeded order among equals
    return events;
  }

  /** In millionths; half of them high. */
  private static int confidence(SplittableRandom random) {
    return random.nextBoolean() ? random.nextInt(900_000, 1_000_001) : random.nextInt(1_000_001);
  }

  private static void send(AccuracyFixture fixture, Event event) {
    Instant at = Instant.ofEpochMilli(event.atMs());
    if (event.version() < 0) {
      fixture.label(event.id(), event.label(), at);
    } else {
      Instant scoredAt = Instant.ofEpochMilli(event.scoredAtMs());
      Prediction sent = prediction(event.id(), event.version(), event.label(), scoredAt);
      sent.setProbabilities(List.of(0f, (float) (event.confidence() / 1e6), 0f));
      fixture.predict(sent, at);
    }
  }

  private static void check(AccuracyFixture fixture, List<Event> events, long seed) {
    Map<String, Count> counts = new HashMap<>();
    long[] givenUp = new long[2];
    Map<String, List<Event>> byImage = new TreeMap<>();
    events.forEach(e -> byImage.computeIfAbsent(e.id(), id -> new ArrayList<>()).add(e));
    byImage.remove("the last"); // itself still held
    byImage.values().forEach(image -> recount(image, counts, givenUp));

    assertThat(fixture.total().getUnlabelled()).as("seed %d", seed).isEqualTo(givenUp[0]);
    assertThat(fixture.total().getLateLabels()).as("seed %d", seed).isEqualTo(givenUp[1]);
    assertThat(givenUp[0]).isPositive();
    assertThat(givenUp[1]).isPositive();
    assertThat(fixture.latest().keySet()).isEqualTo(counts.keySet());
    counts.forEach(
        (key, count) -> {
          WindowAccuracy told = fixture.latest().get(key);
          assertThat(told.getScored()).as("%s, seed %d", key, seed).isEqualTo(count.scored);
          assertThat(told.getLabelled()).as("%s, seed %d", key, seed).isEqualTo(count.labelled);
          assertThat(told.getCorrect()).as("%s, seed %d", key, seed).isEqualTo(count.correct);
          assertThat(told.getClasses())
              .as("%s, seed %d", key, seed)
              .isEqualTo(
                  count.classes.entrySet().stream()
                      .map(
                          c ->
                              new ClassCounts(
                                  c.getKey(), c.getValue()[0], c.getValue()[1], c.getValue()[2]))
                      .toList());
          Map<String, Long> confusion = new TreeMap<>();
          told.getConfusion()
              .forEach(c -> confusion.put(c.getLabel() + "/" + c.getPredicted(), c.getCount()));
          assertThat(confusion).as("%s, seed %d", key, seed).isEqualTo(count.confusion);
          assertThat(told.getCalibrationError())
              .as("%s, seed %d", key, seed)
              .isEqualTo(count.calibrationError());
        });
    assertThat(fixture.total().getConfusion()).hasSizeGreaterThan(50);
    assertThat(fixture.total().getCalibrationError()).isPositive();
  }

  /** One image, its events in order: held while heard of, given up after the retention. */
  private static void recount(List<Event> image, Map<String, Count> counts, long[] givenUp) {
    Map<Long, Event> predictions = new TreeMap<>();
    Integer label = null;
    long heardAt = 0;
    for (Event event : image) {
      if (heardAt + RETENTION_MS < event.atMs()) {
        giveUp(predictions, label, givenUp);
        predictions.clear();
        label = null;
      }
      if (event.version() < 0) {
        if (label == null) {
          label = event.label();
          heardAt = event.atMs();
          int known = label;
          predictions
              .values()
              .forEach(p -> each(counts, p, c -> c.label(known, p.label(), p.confidence())));
        }
      } else if (predictions.putIfAbsent(event.version(), event) == null) {
        heardAt = event.atMs();
        each(counts, event, c -> c.scored++);
        if (label != null) {
          int known = label;
          each(counts, event, c -> c.label(known, event.label(), event.confidence()));
        }
      }
    }
    giveUp(predictions, label, givenUp);
  }

  private static void giveUp(Map<Long, Event> predictions, Integer label, long[] givenUp) {
    if (label == null) {
      givenUp[0] += predictions.size();
    } else if (predictions.isEmpty()) {
      givenUp[1]++;
    }
  }

  private static void each(Map<String, Count> counts, Event prediction, Consumer<Count> counting) {
    long window = prediction.scoredAtMs() - prediction.scoredAtMs() % WINDOW_MS;
    String model = PIPELINE.model();
    for (String key :
        List.of(
            key(model, AccuracyScope.TOTAL, 0),
            key(model, AccuracyScope.VERSION, prediction.version()),
            key(model, AccuracyScope.WINDOW, window))) {
      counting.accept(counts.computeIfAbsent(key, k -> new Count()));
    }
  }
}
