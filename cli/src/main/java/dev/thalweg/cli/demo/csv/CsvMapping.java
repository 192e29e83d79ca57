package dev.thalweg.cli.demo.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.cli.terminal.WorkDirectory;
import dev.thalweg.mapping.Format;
import dev.thalweg.mapping.Mapping;
import dev.thalweg.mapping.file.Place;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The mapping of a demo with a file: the user's, that of an earlier run, or a draft.
 *
 * @param file where it is, or is to be
 * @param draft its text, if it is a draft that is not written yet
 */
public record CsvMapping(Mapping mapping, Path file, Optional<String> draft) {
  /** What follows the pipeline's name in the name of the topic that has the rows. */
  private static final String ROWS = ".rows";

  private static final int SHA_SHOWN = 12;

  /**
   * Finds or drafts it; writes nothing.
   *
   * @param named the pipeline's name; null leaves it to the mapping, or the file
   * @param work the directory of the demo
   * @throws UserException where it does not fit the table, or the directory is another demo's
   */
  public static CsvMapping of(
      CsvOptions options, CsvTable table, String named, WorkDirectory work) {
    if (options.mapping != null) {
      return read(options.mapping, options, table, named);
    }
    Pipeline pipeline = new Pipeline(named == null ? table.pipelineName() : named);
    Path file = work.path().resolve(pipeline.name() + ".mapping.yaml");
    if (Files.exists(file)) {
      work.requireSameStream(stream(table, pipeline));
      return read(file, options, table, pipeline.name());
    }
    if (options.target == null) {
      throw new UserException(
          "Which column is to be learned? Give it with --target. " + table.columns());
    }
    String draft = CsvDraft.of(table, options.target, pipeline.name(), pipeline.name() + ROWS);
    return new CsvMapping(Mapping.parse(draft, file.toString()), file, Optional.of(draft));
  }

  private static CsvMapping read(Path file, CsvOptions options, CsvTable table, String named) {
    Mapping mapping = Mapping.read(file);
    CsvMapping read = new CsvMapping(mapping, file, Optional.empty());
    if (named != null && !named.equals(mapping.pipeline())) {
      throw new UserException(
          "%s is of the pipeline %s, and --pipeline says %s: leave --pipeline out, or change the file."
              .formatted(file, mapping.pipeline(), named));
    }
    if (!mapping.source().topics().equals(List.of(read.topic()))
        || mapping.source().format() != Format.AVRO
        || mapping.labels().isPresent()) {
      throw new UserException(
          "%s does not read the rows of a file, labels and all: write \"source: {topic: %s, format: avro}\" and no \"labels\"."
              .formatted(file, read.topic()));
    }
    if (options.target != null && !table.field(options.target).equals(mapping.target().field())) {
      throw new UserException(
          "%s has the target %s, and --target says %s: leave --target out, or change the file and use another --dir."
              .formatted(
                  file, Place.quoted(mapping.target().field()), Place.quoted(options.target)));
    }
    List<String> mistakes = mapping.check(table.schema());
    if (!mistakes.isEmpty()) {
      throw new UserException(
          "%s does not fit %s: %s %s"
              .formatted(file, table.path(), mistakes.get(0), table.columns()));
    }
    return read;
  }

  /** The pipeline that it feeds. */
  public Pipeline pipeline() {
    return new Pipeline(mapping.pipeline());
  }

  /** The topic that has the rows. */
  public String topic() {
    return mapping.pipeline() + ROWS;
  }

  /**
   * Checks that a directory is that of this file and mapping, and keeps the mapping there if it is
   * a draft.
   *
   * @throws UserException if it was begun with another file or mapping
   */
  public void keepIn(WorkDirectory work, CsvTable table) {
    work.requireSameStream(stream(table, pipeline()));
    work.requireSameMapping(mapping.sha256());
    if (draft.isPresent()) {
      try {
        Files.writeString(file, draft.get(), UTF_8);
      } catch (IOException e) {
        throw new UserException(
            "The mapping %s can't be written (%s): give another --dir."
                .formatted(file, e.getMessage()),
            e);
      }
    }
  }

  private static String stream(CsvTable table, Pipeline pipeline) {
    return "csv %s %s %s"
        .formatted(
            table.path().getFileName(), table.sha256().substring(0, SHA_SHOWN), pipeline.name());
  }

  /** What is learned of what, in one line. */
  String summary() {
    String target = Place.quoted(mapping.target().field());
    int classes = mapping.target().classes().size();
    return "%s, %s, from %,d columns"
        .formatted(
            target,
            classes == 0 ? "a number" : "one of %,d classes".formatted(classes),
            mapping.width());
  }
}
