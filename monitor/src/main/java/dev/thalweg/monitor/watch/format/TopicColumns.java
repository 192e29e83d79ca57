package dev.thalweg.monitor.watch.format;

import static dev.thalweg.monitor.watch.format.CellText.HASH_WIDTH;
import static dev.thalweg.monitor.watch.format.CellText.answer;
import static dev.thalweg.monitor.watch.format.CellText.decimal;
import static dev.thalweg.monitor.watch.format.CellText.hash;
import static dev.thalweg.monitor.watch.format.CellText.inTotal;
import static dev.thalweg.monitor.watch.format.CellText.kappa;
import static dev.thalweg.monitor.watch.format.CellText.known;
import static dev.thalweg.monitor.watch.format.CellText.percent;
import static dev.thalweg.monitor.watch.format.CellText.share;
import static dev.thalweg.monitor.watch.format.CellText.target;
import static dev.thalweg.monitor.watch.format.Column.number;
import static dev.thalweg.monitor.watch.format.Column.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.monitor.prequential.PrequentialWindow;
import dev.thalweg.monitor.score.FigureText;
import dev.thalweg.monitor.score.Kappa;
import dev.thalweg.monitor.score.NumberErrors;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Contribution;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.JournalEntry;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.LearnerProgress;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.schemas.avro.MergedWeights;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.schemas.avro.TrainingProgress;
import dev.thalweg.schemas.avro.WindowAccuracy;
import dev.thalweg.topics.TopicRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;

/** What people are shown of each topic's records. */
public final class TopicColumns {
  private static final int TIME_WIDTH = 12;
  private static final int SECONDS_WIDTH = 8;
  private static final int MODEL_WIDTH = 6;
  private static final int ID_WIDTH = 20;

  private final LineStyle style;
  private final Trends trends;
  private final DateTimeFormatter clock;
  private final DateTimeFormatter seconds;
  private final DateTimeFormatter otherDay;

  TopicColumns(LineStyle style, Trends trends) {
    this.style = style;
    this.trends = trends;
    clock = formatter("HH:mm:ss.SSS");
    seconds = formatter("HH:mm:ss");
    otherDay = formatter("MM-dd HH:mm");
  }

  private DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(style.zone());
  }

  /** Of another day than today by its date, as {@code ls -l} does. */
  String time(Instant at) {
    return (isToday(at) ? clock : otherDay).format(at);
  }

  private boolean isToday(Instant at) {
    return LocalDate.ofInstant(at, style.zone()).equals(style.today());
  }

  /**
   * The columns of a topic.
   *
   * @param isOfNumbers whether the model predicts a number, and no class
   */
  List<Column> of(PipelineTopic topic, boolean isOfNumbers) {
    return switch (topic) {
      case SAMPLES -> samples();
      case EXAMPLES, ORPHANS -> examples();
      case LABELS -> labels();
      case SNAPSHOTS -> snapshots(isOfNumbers);
      case JOURNAL -> journal();
      case CONTRIBUTIONS -> contributions();
      case MERGES -> merges();
      case MERGED_WEIGHTS -> mergedWeights();
      case TRAINING -> isOfNumbers ? trainingOfNumbers() : training();
      case PREDICTIONS -> predictions();
      case ACCURACY -> isOfNumbers ? accuracyOfNumbers() : accuracy();
      case ALARMS -> alarms();
      case CONTROL -> control();
      case DEAD_LETTERS -> deadLetters();
    };
  }

  private List<Column> samples() {
    Function<Function<Sample, Object>, Function<TopicRecord, String>> of = of(Sample.class);
    return List.of(
        timeColumn(TopicRecord::writtenAt),
        number("offset", 9, r -> Long.toString(r.raw().offset())),
        text("id", ID_WIDTH, of.apply(Sample::getId)),
        number("target", 6, of.apply(s -> target(s.getTarget()))),
        number("format", 15, of.apply(s -> ExampleFormat.text(s.getShape(), s.getDatatype()))),
        text("source", 8, of.apply(Sample::getSource)));
  }

  private List<Column> examples() {
    Function<Function<Example, Object>, Function<TopicRecord, String>> of = of(Example.class);
    return List.of(
        timeColumn(r -> ((Example) r.value()).getSentAt()),
        text("id", ID_WIDTH, of.apply(Example::getId)),
        number("format", 15, of.apply(e -> ExampleFormat.text(e.getShape(), e.getDatatype()))));
  }

  private List<Column> labels() {
    Function<Function<Label, Object>, Function<TopicRecord, String>> of = of(Label.class);
    return List.of(
        timeColumn(r -> ((Label) r.value()).getLabelledAt()),
        text("id", ID_WIDTH, of.apply(Label::getId)),
        number("label", 5, of.apply(l -> answer(l.getLabel(), l.getValue()))));
  }

  private static String parameters(Snapshot snapshot) {
    return snapshot.getParts() == null
        ? snapshot.getParameters().remaining() + " B"
        : snapshot.getParts() + " parts";
  }

  private List<Column> snapshots(boolean isOfNumbers) {
    Function<Function<Snapshot, Object>, Function<TopicRecord, String>> of = of(Snapshot.class);
    return List.of(
        timeColumn(r -> ((Snapshot) r.value()).getTrainedAt()),
        text("key", 12, r -> utf8(r.raw().key())),
        number("sequence", 8, of.apply(Snapshot::getSequence)),
        number("version", 9, of.apply(Snapshot::getVersion)),
        number("step", 8, of.apply(Snapshot::getStep)).ifRoom(),
        number("loss", 9, of.apply(s -> decimal(s.getLoss()))),
        isOfNumbers
            ? number("MAE", 8, of.apply(s -> FigureText.of(known(s.getError()))))
            : number("accuracy", 8, of.apply(s -> percent(s.getAccuracy()))),
        number("parameters", 12, of.apply(TopicColumns::parameters)).ifRoom(),
        text("sha256", HASH_WIDTH, of.apply(s -> hash(s.getSha256()))),
        text("parent", HASH_WIDTH, of.apply(s -> hash(s.getParentSha256()))).ifRoom());
  }

  private List<Column> journal() {
    Function<Function<JournalEntry, Object>, Function<TopicRecord, String>> of =
        of(JournalEntry.class);
    return List.of(
        timeColumn(TopicRecord::writtenAt),
        number("partition", 9, of.apply(JournalEntry::getPartition)).ifRoom(),
        number("step", 9, of.apply(JournalEntry::getStep)),
        number("offset", 10, of.apply(JournalEntry::getOffset)),
        text("kind", 9, of.apply(JournalEntry::getKind)),
        text("detail", 20, of.apply(TopicColumns::journalDetail)));
  }

  private static String journalDetail(JournalEntry entry) {
    return switch (entry.getKind()) {
      case SKIP -> entry.getTopic() + " up to offset " + (entry.getEnd() - 1);
      case DIRECTIVE, OTHER -> entry.getDirective();
    };
  }

  private List<Column> contributions() {
    Function<Function<Contribution, Object>, Function<TopicRecord, String>> of =
        of(Contribution.class);
    return List.of(
        timeColumn(TopicRecord::writtenAt),
        number("partition", 9, of.apply(c -> c.getProgress().getPartition())),
        number("base", 8, of.apply(c -> c.getProgress().getMerge())),
        number("offset", 10, of.apply(c -> c.getProgress().getOffset())),
        number("samples", 9, of.apply(c -> c.getProgress().getSamples())),
        text("part", 7, of.apply(c -> part(c.getPart(), c.getParts()))),
        text("sha256", HASH_WIDTH, of.apply(c -> hash(c.getSha256()))));
  }

  private List<Column> merges() {
    Function<Function<Merge, Object>, Function<TopicRecord, String>> of = of(Merge.class);
    return List.of(
        timeColumn(r -> ((Merge) r.value()).getMergedAt()),
        number("merge", 8, of.apply(Merge::getNumber)),
        number("samples", 10, of.apply(TopicColumns::samples)),
        number("live", 5, of.apply(Merge::getDivisor)),
        text("sha256", HASH_WIDTH, of.apply(m -> hash(m.getSha256()))),
        text("members", 20, of.apply(TopicColumns::members)));
  }

  private static long samples(Merge merge) {
    return merge.getLearners().stream().mapToLong(LearnerProgress::getSamples).sum();
  }

  private static String members(Merge merge) {
    return merge.getMembers().stream()
        .map(member -> String.valueOf(member.getPartition()))
        .collect(Collectors.joining(" "));
  }

  private List<Column> mergedWeights() {
    Function<Function<MergedWeights, Object>, Function<TopicRecord, String>> of =
        of(MergedWeights.class);
    return List.of(
        timeColumn(TopicRecord::writtenAt),
        number("merge", 8, of.apply(MergedWeights::getNumber)),
        text("part", 7, of.apply(m -> part(m.getPart(), m.getParts()))),
        number("bytes", 10, of.apply(m -> m.getBytes().remaining())),
        text("sha256", HASH_WIDTH, of.apply(m -> hash(m.getSha256()))));
  }

  private static String part(int part, int parts) {
    return part + 1 + " of " + parts;
  }

  private List<Column> training() {
    Function<Function<TrainingProgress, Object>, Function<TopicRecord, String>> of =
        of(TrainingProgress.class);
    return withTrend(
        List.of(
            timeColumn(r -> ((TrainingProgress) r.value()).getTrainedAt()),
            number("partition", 9, of.apply(TrainingProgress::getPartition)).ifRoom(),
            number("step", 7, of.apply(TrainingProgress::getStep)),
            number("samples", 9, of.apply(TrainingProgress::getSamples)),
            number("batch", 5, of.apply(TrainingProgress::getBatchSize)).ifRoom(),
            number("loss", 8, of.apply(p -> decimal(p.getLoss()))),
            number("accuracy", 8, of.apply(p -> share(p.getCorrect(), p.getBatchSize())))),
        number("kappa", 6, of.apply(p -> kappa(trends.recent(p).kappa()))).ifRoom(),
        number("no change", 9, of.apply(p -> share(trends.recent(p).noChange()))).ifRoom(),
        text("taken", 5, of.apply(TopicColumns::taken)));
  }

  private List<Column> trainingOfNumbers() {
    Function<Function<TrainingProgress, Object>, Function<TopicRecord, String>> of =
        of(TrainingProgress.class);
    Function<ToDoubleFunction<PrequentialWindow>, Function<TopicRecord, String>> recent =
        figure -> of.apply(p -> FigureText.of(figure.applyAsDouble(trends.recent(p))));
    return List.of(
        timeColumn(r -> ((TrainingProgress) r.value()).getTrainedAt()),
        number("partition", 9, of.apply(TrainingProgress::getPartition)).ifRoom(),
        number("step", 7, of.apply(TrainingProgress::getStep)),
        number("samples", 9, of.apply(TrainingProgress::getSamples)),
        number("batch", 5, of.apply(TrainingProgress::getBatchSize)).ifRoom(),
        number("loss", 8, of.apply(p -> decimal(p.getLoss()))).ifRoom(),
        number("MAE", 8, recent.apply(w -> w.errors().meanAbsolute())),
        number("RMSE", 8, recent.apply(w -> w.errors().rootMeanSquare())),
        number("R2", 7, recent.apply(w -> w.errors().r2())),
        number("no change", 9, recent.apply(PrequentialWindow::noChangeError)),
        text("taken", 5, of.apply(TopicColumns::taken)));
  }

  private static String taken(TrainingProgress progress) {
    return progress.getApplied() ? "yes" : "no: diverged";
  }

  private List<Column> predictions() {
    Function<Function<Prediction, Object>, Function<TopicRecord, String>> of = of(Prediction.class);
    return List.of(
        timeColumn(r -> ((Prediction) r.value()).getScoredAt()),
        text("id", ID_WIDTH, of.apply(Prediction::getId)),
        number("version", 9, of.apply(Prediction::getVersion)),
        number("label", 5, of.apply(TopicColumns::named)),
        number("probability", 11, of.apply(CellText::probability)),
        number("latency", 10, of.apply(CellText::latency)),
        text("model", MODEL_WIDTH, of.apply(Prediction::getModel)).ifRoom(),
        text("scorer", MODEL_WIDTH, of.apply(p -> p.getScorer().isEmpty() ? "-" : p.getScorer()))
            .ifRoom());
  }

  /** By the class's name where it has one. */
  private static Object named(Prediction prediction) {
    return prediction.getClassName() == null
        ? answer(prediction.getLabel(), prediction.getValue())
        : prediction.getClassName();
  }

  private List<Column> accuracy() {
    Function<Function<WindowAccuracy, Object>, Function<TopicRecord, String>> of =
        of(WindowAccuracy.class);
    return withTrend(
        List.of(
            timeColumn(TopicRecord::writtenAt),
            text("scope", 7, of.apply(WindowAccuracy::getScope)),
            text("from", SECONDS_WIDTH, of.apply(a -> seconds.format(a.getWindowStart()))),
            text("to", SECONDS_WIDTH, of.apply(a -> seconds.format(a.getWindowEnd()))).ifRoom(),
            number("version", 8, of.apply(a -> known(a.getVersion()))),
            number("scored", 7, of.apply(WindowAccuracy::getScored)).ifRoom(),
            number("labelled", 8, of.apply(WindowAccuracy::getLabelled)),
            number("correct", 7, of.apply(WindowAccuracy::getCorrect)).ifRoom(),
            number("accuracy", 8, of.apply(a -> share(a.getCorrect(), a.getLabelled())))),
        number("kappa", 6, of.apply(a -> kappa(Kappa.of(a)))).ifRoom(),
        number("unlabelled", 10, of.apply(a -> inTotal(a, a.getUnlabelled()))).ifRoom(),
        number("late", 4, of.apply(a -> inTotal(a, a.getLateLabels()))).ifRoom(),
        text("model", MODEL_WIDTH, of.apply(WindowAccuracy::getModel)).ifRoom());
  }

  private List<Column> accuracyOfNumbers() {
    Function<Function<WindowAccuracy, Object>, Function<TopicRecord, String>> of =
        of(WindowAccuracy.class);
    Function<ToDoubleFunction<NumberErrors>, Function<TopicRecord, String>> errors =
        figure ->
            of.apply(a -> FigureText.of(figure.applyAsDouble(NumberErrors.of(a.getErrors()))));
    return List.of(
        timeColumn(TopicRecord::writtenAt),
        text("scope", 7, of.apply(WindowAccuracy::getScope)),
        text("from", SECONDS_WIDTH, of.apply(a -> seconds.format(a.getWindowStart()))),
        text("to", SECONDS_WIDTH, of.apply(a -> seconds.format(a.getWindowEnd()))).ifRoom(),
        number("version", 8, of.apply(a -> known(a.getVersion()))),
        number("scored", 7, of.apply(WindowAccuracy::getScored)).ifRoom(),
        number("labelled", 8, of.apply(WindowAccuracy::getLabelled)),
        number("MAE", 8, errors.apply(NumberErrors::meanAbsolute)),
        number("RMSE", 8, errors.apply(NumberErrors::rootMeanSquare)),
        number("R2", 7, errors.apply(NumberErrors::r2)),
        number("unlabelled", 10, of.apply(a -> inTotal(a, a.getUnlabelled()))).ifRoom(),
        number("late", 4, of.apply(a -> inTotal(a, a.getLateLabels()))).ifRoom(),
        text("model", MODEL_WIDTH, of.apply(WindowAccuracy::getModel)).ifRoom());
  }

  /** The columns on both sides of the trend, which is there where its blocks can be shown. */
  private List<Column> withTrend(List<Column> left, Column... right) {
    List<Column> all = new ArrayList<>(left);
    if (style.blocks()) {
      all.add(number("trend " + Sparkline.SCALE, Trends.LENGTH, trends::of));
    }
    all.addAll(List.of(right));
    return all;
  }

  private List<Column> alarms() {
    Function<Function<Alarm, Object>, Function<TopicRecord, String>> of = of(Alarm.class);
    return List.of(
        timeColumn(r -> ((Alarm) r.value()).getAt()),
        text("kind", 16, of.apply(Alarm::getKind)),
        text("model", MODEL_WIDTH, of.apply(Alarm::getModel)),
        text("detail", 20, of.apply(Alarm::getDetail)));
  }

  private List<Column> control() {
    Function<Function<Directive, Object>, Function<TopicRecord, String>> of = of(Directive.class);
    return List.of(
        timeColumn(r -> ((Directive) r.value()).getIssuedAt()),
        text("model", MODEL_WIDTH, of.apply(Directive::getModel)),
        text("kind", 6, of.apply(Directive::getKind)),
        number("version", 10, of.apply(d -> known(d.getVersion()))),
        text("sha256", HASH_WIDTH, of.apply(d -> hash(d.getSha256()))),
        number("snapshot at", 11, of.apply(d -> known(d.getSnapshotOffset()))));
  }

  private List<Column> deadLetters() {
    return List.of(
        timeColumn(TopicRecord::writtenAt),
        text("topic", 20, r -> header(r, DeadLetter.TOPIC_HEADER)),
        number("partition", 9, r -> header(r, DeadLetter.PARTITION_HEADER)),
        number("offset", 10, r -> header(r, DeadLetter.OFFSET_HEADER)),
        number("bytes", 8, TopicColumns::refusedBytes),
        text("error", 20, r -> header(r, DeadLetter.ERROR_HEADER)));
  }

  private Column timeColumn(Function<TopicRecord, Instant> at) {
    return text("time", TIME_WIDTH, r -> time(at.apply(r)));
  }

  /** Makes a column's text from what one type of value says. */
  private static <T> Function<Function<T, Object>, Function<TopicRecord, String>> of(
      Class<T> type) {
    return said -> record -> String.valueOf(said.apply(type.cast(record.value())));
  }

  /** Of the record that was refused, of which the letter may hold only the first. */
  private static String refusedBytes(TopicRecord record) {
    return record.raw().headers().lastHeader(DeadLetter.VALUE_BYTES_HEADER) == null
        ? Integer.toString(record.valueBytes())
        : header(record, DeadLetter.VALUE_BYTES_HEADER);
  }

  public static String header(TopicRecord record, String name) {
    Header header = record.raw().headers().lastHeader(name);
    return header == null ? "?" : utf8(header.value());
  }

  public static String utf8(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, UTF_8);
  }

  /** Whether a record says what is predicted: a number, or a class; empty where it does not. */
  static Optional<Boolean> isOfNumbers(TopicRecord record) {
    if (record.value() instanceof TrainingProgress progress) {
      return Optional.of(progress.getErrors() != null);
    }
    if (record.value() instanceof Snapshot snapshot) {
      return Optional.of(snapshot.getError() != null);
    }
    return record.value() instanceof WindowAccuracy accuracy && accuracy.getLabelled() > 0
        ? Optional.of(accuracy.getErrors() != null)
        : Optional.empty();
  }
}
