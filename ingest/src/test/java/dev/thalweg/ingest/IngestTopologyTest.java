package dev.thalweg.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.ingest.metrics.IngestFigures;
import dev.thalweg.ingest.metrics.IngestFigures.Event;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.vector.VectorHash;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.provenance.Provenance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestTopologyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final String AT_ONCE =
      """
      pipeline: meters
      source: {topic: readings, format: json}
      id: id
      features:
        - a
        - {field: b, mask: true}
        - {field: city, type: category, values: [Sydney, Perth]}
      target: {field: state, classes: [DOWN, UP]}
      weight: importance
      """;

  private static final String LATE =
      """
      pipeline: meters
      source: {topic: readings, format: json}
      id: id
      time: at
      features: [a]
      target: {field: state, classes: [DOWN, UP]}
      labels:
        topic: outcomes
        id: id
        time: at
        within: 1h
        missing: %s
        corrections: %s
      """;

  private final SchemaRegistry registry = SchemaRegistry.inMemory();
  private final IngestFigures figures = new IngestFigures();
  private TopologyTestDriver driver;
  private Mapping mapping;
  private long wallMs = NOW.toEpochMilli();

  private void open(String yaml, boolean scored) {
    mapping = Mapping.parse(yaml, "test.yaml");
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "meters-ingest");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    driver =
        new TopologyTestDriver(
            new IngestTopology(
                    mapping, scored, 1, registry, figures, () -> Instant.ofEpochMilli(wallMs))
                .get(),
            properties,
            NOW);
  }

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
      driver = null;
    }
  }

  private void give(String topic, byte[] value) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, value, Instant.ofEpochMilli(wallMs)));
  }

  private void json(String topic, String text) {
    give(topic, text.replace('\'', '"').getBytes(UTF_8));
  }

  private List<TestRecord<byte[], byte[]>> written(PipelineTopic topic) {
    return driver
        .createOutputTopic(
            "meters." + topic.suffix(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (TestRecord<byte[], byte[]> record : written(PipelineTopic.SAMPLES)) {
      samples.add(decoded(record, Sample.getClassSchema(), Sample.class));
    }
    return samples;
  }

  private <T> T decoded(TestRecord<byte[], byte[]> record, Schema schema, Class<T> type) {
    try {
      return type.cast(AvroDecoder.<SpecificRecord>of(registry, schema).decode(record.value()));
    } catch (UnreadableRecordException e) {
      throw new AssertionError(e);
    }
  }

  private static float[] numbers(ByteBuffer data) {
    float[] numbers = new float[data.remaining() / 4];
    data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
    return numbers;
  }

  private void reading(String id, double a, Instant at) {
    json("readings", "{'id':'%s','a':%s,'at':'%s'}".formatted(id, a, at));
  }

  private void outcome(String id, String state, Instant at) {
    json("outcomes", "{'id':'%s','state':'%s','at':'%s'}".formatted(id, state, at));
  }

  private void passWallTime(Duration time) {
    wallMs += time.toMillis();
    driver.advanceWallClockTime(time);
  }

  @Test
  void recordWithItsTarget_becomesASampleAtOnce() {
    open(AT_ONCE, false);

    json("readings", "{'id':7,'a':1.5,'b':null,'city':'Perth','state':'UP','importance':2}");

    TestRecord<byte[], byte[]> record = written(PipelineTopic.SAMPLES).get(0);
    Sample sample = decoded(record, Sample.getClassSchema(), Sample.class);
    assertThat(new String(record.key(), UTF_8)).isEqualTo("7").isEqualTo(sample.getId());
    assertThat(sample.getTarget()).isEqualTo(1);
    assertThat(sample.getWeight()).isEqualTo(2);
    assertThat(sample.getShape()).containsExactly(5);
    assertThat(numbers(sample.getData())).containsExactly(1.5f, Float.NaN, 1, 0, 1);
    assertThat(Provenance.in(record.headers()))
        .contains(
            new Provenance(
                mapping.sha256(), VectorHash.of(new float[] {1.5f, Float.NaN, 1, 0, 1})));
    assertThat(record.headers().lastHeader("origin").value()).asString().isEqualTo("readings-0-0");
    assertThat(driver.producedTopicNames()).containsExactly("meters.samples");
  }

  @Test
  void whatIsScored_carriesTheSameHashAsTheSample() {
    open(LATE.formatted("drop", "count"), true);

    reading("x", 3, NOW);
    List<TestRecord<byte[], byte[]>> examples = written(PipelineTopic.EXAMPLES);
    outcome("x", "UP", NOW.plusSeconds(60));

    List<TestRecord<byte[], byte[]>> samples = written(PipelineTopic.SAMPLES);
    assertThat(examples).hasSize(1);
    assertThat(Provenance.in(samples.get(0).headers()))
        .isPresent()
        .isEqualTo(Provenance.in(examples.get(0).headers()));
    Example example = decoded(examples.get(0), Example.getClassSchema(), Example.class);
    Sample sample = decoded(samples.get(0), Sample.getClassSchema(), Sample.class);
    assertThat(example.getData()).isEqualTo(sample.getData());
    Label label =
        decoded(written(PipelineTopic.LABELS).get(0), Label.getClassSchema(), Label.class);
    assertThat(label.getId()).isEqualTo("x");
    assertThat(label.getLabel()).isEqualTo(1);
  }

  @Test
  void whatCannotBeMapped_isADeadLetterWithItsReason_andStopsNobody() {
    open(AT_ONCE, false);

    give("readings", new byte[] {1, 2, 3});
    json("readings", "{'id':1,'a':'much','city':'Perth','state':'UP','importance':1}");
    json("readings", "{'id':1,'a':2,'city':'Perth','state':'SIDEWAYS','importance':1}");
    json("readings", "{'id':1,'a':2,'city':'Perth','importance':1}");
    json("readings", "[1]");
    give("readings", null);
    json("readings", "{'id':1,'a':2,'city':'Perth','state':'UP','importance':1}");

    List<TestRecord<byte[], byte[]>> letters = written(PipelineTopic.DEAD_LETTERS);
    assertThat(letters)
        .extracting(letter -> new String(letter.headers().lastHeader("error").value(), UTF_8))
        .satisfiesExactly(
            error -> assertThat(error).startsWith("The value is not a JSON object"),
            error -> assertThat(error).startsWith("The field a ").contains("much"),
            error -> assertThat(error).startsWith("The field state ").contains("SIDEWAYS"),
            error -> assertThat(error).startsWith("The field state "),
            error -> assertThat(error).isEqualTo("The value is JSON, but not an object."));
    assertThat(letters.get(1).key()).asString().isEqualTo("readings-0-1");
    assertThat(samples()).hasSize(1);
    assertThat(figures.counted(Event.EMPTY)).isEqualTo(1);
    assertThat(figures.counted(Event.REFUSED)).isEqualTo(5);
  }

  @Test
  void avroOfAnyWritersSchema_isRead() throws IOException {
    open(AT_ONCE.replace("format: json", "format: avro"), false);
    Schema first =
        SchemaBuilder.record("Reading")
            .fields()
            .requiredString("id")
            .requiredDouble("a")
            .requiredInt("b")
            .requiredString("city")
            .requiredString("state")
            .requiredInt("importance")
            .endRecord();
    Schema second =
        SchemaBuilder.record("Reading")
            .namespace("of.another")
            .fields()
            .name("state")
            .type()
            .enumeration("State")
            .symbols("UP", "DOWN")
            .noDefault()
            .requiredString("city")
            .requiredLong("id")
            .requiredFloat("a")
            .requiredFloat("importance")
            .endRecord();

    give("readings", avro(first, "1", 2.5, 3, "Perth", "DOWN", 1));
    give(
        "readings",
        avro(
            second,
            new GenericData.EnumSymbol(second.getField("state").schema(), "UP"),
            "Sydney",
            2L,
            0.5f,
            1f));

    assertThat(samples())
        .satisfiesExactly(
            sample -> {
              assertThat(sample.getTarget()).isEqualTo(0);
              assertThat(numbers(sample.getData())).containsExactly(2.5f, 3, 0, 0, 1);
            },
            sample -> {
              assertThat(sample.getTarget()).isEqualTo(1);
              assertThat(numbers(sample.getData())).containsExactly(0.5f, Float.NaN, 1, 1, 0);
            });
  }

  private byte[] avro(Schema schema, Object... values) throws IOException {
    GenericRecord record = new GenericData.Record(schema);
    for (int i = 0; i < values.length; i++) {
      record.put(i, values[i]);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.write(ByteBuffer.allocate(4).putInt(registry.idFor("readings", schema)).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  @Test
  void featuresAndLabel_findEachOtherInEitherOrder() {
    open(LATE.formatted("drop", "count"), false);

    reading("x", 1, NOW);
    outcome("y", "DOWN", NOW);
    assertThat(samples()).isEmpty();
    outcome("x", "UP", NOW.plusSeconds(3599));
    reading("y", 2, NOW.plusSeconds(30));

    assertThat(samples())
        .satisfiesExactly(
            sample -> assertThat(sample).returns("x", Sample::getId).returns(1, Sample::getTarget),
            sample -> assertThat(sample).returns("y", Sample::getId).returns(0, Sample::getTarget));
  }

  @Test
  void repeats_areCounted_andTeachNothing() {
    open(LATE.formatted("drop", "count"), false);

    reading("x", 1, NOW);
    reading("x", 1, NOW);
    outcome("x", "UP", NOW);
    outcome("x", "UP", NOW);
    reading("x", 1, NOW);
    outcome("x", "DOWN", NOW);

    assertThat(samples()).hasSize(1);
    assertThat(figures.counted(Event.REPEATED)).isEqualTo(3);
    assertThat(figures.counted(Event.CORRECTED)).isEqualTo(1);
  }

  @Test
  void correction_isLearnedWhereTheMappingSaysSo() {
    open(LATE.formatted("drop", "learn"), false);

    reading("x", 1, NOW);
    outcome("x", "UP", NOW);
    outcome("x", "DOWN", NOW.plusSeconds(5));
    outcome("z", "UP", NOW);
    outcome("z", "DOWN", NOW.plusSeconds(1)); // before there is anything to learn
    reading("z", 1, NOW);

    assertThat(samples()).extracting(Sample::getTarget).containsExactly(1, 0, 0);
  }

  @Test
  void labelBeyondTheTime_isCountedAndNotLearned() {
    open(LATE.formatted("drop", "count"), false);

    reading("x", 1, NOW);
    outcome("x", "UP", NOW.minusSeconds(3601));

    assertThat(samples()).isEmpty();
    assertThat(figures.counted(Event.UNMATCHED_LABEL)).isEqualTo(1);
  }

  /** Both sources come an hour further, by the times that most of their records say. */
  private void passEventTime(Duration time) {
    passWallTime(time);
    for (int i = 0; i < 200; i++) {
      reading("later" + i, 1, NOW.plus(time).plusMillis(i));
      outcome("later" + i, "UP", NOW.plus(time).plusMillis(i));
    }
  }

  @Test
  void featuresWithoutALabel_areDroppedKeptOrGivenAClass() {
    for (String missing : List.of("drop", "orphans", "{class: DOWN}")) {
      open(LATE.formatted(missing, "count"), false);
      reading("x", 4, NOW);

      passEventTime(Duration.ofMinutes(70));

      List<Sample> ofX = samples().stream().filter(s -> s.getId().equals("x")).toList();
      assertThat(ofX).hasSize(missing.startsWith("{") ? 1 : 0);
      ofX.forEach(sample -> assertThat(sample.getTarget()).isEqualTo(0));
      List<TestRecord<byte[], byte[]>> orphans = written(PipelineTopic.ORPHANS);
      assertThat(orphans).hasSize(missing.equals("orphans") ? 1 : 0);
      close();
      wallMs = NOW.toEpochMilli();
    }
    assertThat(figures.counted(Event.UNLABELLED)).isEqualTo(3);
  }

  @Test
  void singleTimesFromAheadOrLongAgo_expireNobody() {
    open(LATE.formatted("drop", "count"), false);
    passWallTime(Duration.ofMinutes(2)); // nobody is given up right after a start
    reading("x", 1, NOW);

    reading("ahead", 1, NOW.plus(Duration.ofDays(400)));
    reading("ago", 1, Instant.EPOCH);
    outcome("ahead2", "UP", NOW.plus(Duration.ofMinutes(50)));
    json("outcomes", "{'id':'w','state':'UP','at':-1}");
    for (int i = 0; i < 100; i++) {
      reading("r" + i, 1, NOW);
    }
    passWallTime(Duration.ofSeconds(1));
    outcome("x", "UP", NOW);

    assertThat(samples()).extracting(Sample::getId).containsExactly("x");
    assertThat(figures.counted(Event.BOUNDED_TIME))
        .isEqualTo(2); // no time before 1970 is read at all
  }

  @Test
  void silentTopics_stillGiveUpWhatHasWaited() {
    open(LATE.formatted("{class: UP}", "count"), false);
    reading("x", 1, NOW);

    for (int i = 0; i < 75; i++) {
      passWallTime(Duration.ofMinutes(1));
    }

    assertThat(samples()).extracting(Sample::getId).containsExactly("x");
  }
}
