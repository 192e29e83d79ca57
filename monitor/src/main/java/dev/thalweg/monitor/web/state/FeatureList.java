package dev.thalweg.monitor.web.state;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.monitor.web.state.section.JsonNumbers;
import dev.thalweg.monitor.web.state.section.Section;
import dev.thalweg.monitor.web.state.section.Text;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Sample;
import dev.thalweg.schemas.avro.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first 64 columns of a model of rows of float32 numbers: name, mean, deviation, range, and how
 * often each is missing. Mean and deviation are those of all samples by which the newest snapshot
 * scales, else of the last 1,000 samples, as the range and the share are.
 */
final class FeatureList implements Section {
  static final int ROWS_MAX = 64;
  static final int SAMPLES_MAX = 1_000;

  private static final int NAME_MAX = 80;

  /** Such as {@code 12 standardize dense(1,scaled) huber(1)}. */
  private static final Pattern SCALED = Pattern.compile("([1-9][0-9]{0,4}) standardize .*");

  private List<String> names = List.of();
  private int width;

  /** Mean and one by deviation of each column, as the layer has them; none where it has no such. */
  private float[] scales = new float[0];

  /** The last samples, by turns; a row is as long as there are columns shown. */
  private float[] window = new float[0];

  private long taken;
  private boolean changed;

  /**
   * Takes over what the newest snapshot says.
   *
   * @param first of its parameters
   */
  void describe(Snapshot snapshot, ByteBuffer first, ModelInput input, List<String> columns) {
    int columnsNow = isOfRows(input) ? input.format().size() : 0;
    if (columnsNow != width) {
      width = columnsNow;
      window = new float[shown() * SAMPLES_MAX];
      taken = 0;
    }
    names = columns.size() == width ? columns : List.of();
    scales = scales(snapshot, first);
    changed = true;
  }

  private static boolean isOfRows(ModelInput input) {
    return input.format().datatype() == Datatype.FP32 && input.format().shape().size() == 1;
  }

  private float[] scales(Snapshot snapshot, ByteBuffer first) {
    Matcher found = SCALED.matcher(snapshot.getArchitecture());
    FloatBuffer parameters = first.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    if (!found.matches()
        || Integer.parseInt(found.group(1)) != width
        || parameters.remaining() < 2 * width) {
      return new float[0];
    }
    float[] all = new float[2 * width];
    parameters.get(all);
    return all;
  }

  /** Whether the model takes rows of numbers. */
  boolean isShown() {
    return width > 0;
  }

  private int shown() {
    return Math.min(ROWS_MAX, width);
  }

  /** Takes the next sample; one of another shape is passed over. */
  void add(Sample sample) {
    if (width == 0
        || sample.getDatatype() != Datatype.FP32
        || !sample.getShape().equals(List.of(width))
        || !ExampleFormat.isSound(sample.getShape(), Datatype.FP32, sample.getData(), true)) {
      return;
    }
    int row = (int) (taken % SAMPLES_MAX) * shown();
    sample
        .getData()
        .duplicate()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(window, row, shown());
    taken++;
    changed = true;
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  @Override
  public void writeAll(JsonGenerator json) throws IOException {
    if (width == 0) {
      return;
    }
    int samples = (int) Math.min(taken, SAMPLES_MAX);
    json.writeObjectFieldStart("features");
    json.writeNumberField("columns", width);
    json.writeNumberField("samples", samples);
    json.writeBooleanField("ofAll", scales.length > 0);
    json.writeArrayFieldStart("rows");
    for (int column = 0; column < shown(); column++) {
      Column one = new Column();
      for (int sample = 0; sample < samples; sample++) {
        one.add(window[sample * shown() + column]);
      }
      write(json, column, one, samples);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(JsonGenerator json, int column, Column recent, int samples)
      throws IOException {
    double mean = recent.mean;
    double deviation = Math.sqrt(recent.squares / recent.count);
    if (scales.length > 0) {
      float factor = scales[width + column];
      mean = scales[column];
      deviation = factor == 0 ? 0 : 1.0 / factor; // 0 is how the layer leaves out a constant
    }
    json.writeStartObject();
    json.writeStringField(
        "name", names.isEmpty() ? "column " + column : Text.cut(names.get(column), NAME_MAX));
    JsonNumbers.writeFigure(json, "mean", mean);
    JsonNumbers.writeFigure(json, "deviation", deviation);
    JsonNumbers.writeFigure(json, "min", recent.count == 0 ? Double.NaN : recent.min);
    JsonNumbers.writeFigure(json, "max", recent.count == 0 ? Double.NaN : recent.max);
    JsonNumbers.writeFigure(json, "missing", (double) (samples - recent.count) / samples);
    json.writeEndObject();
  }

  /** The numbers of one column that are there, by the rule of Welford (1962). */
  private static final class Column {
    int count;
    double mean;
    double squares;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;

    void add(float number) {
      if (!Float.isNaN(number)) {
        count++;
        double difference = number - mean;
        mean += difference / count;
        squares += difference * (number - mean);
        min = Math.min(min, number);
        max = Math.max(max, number);
      }
    }
  }

  @Override
  public void writeChanges(JsonGenerator json) throws IOException {
    writeAll(json);
    changed = false;
  }
}
