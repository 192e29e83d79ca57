package dev.thalweg.scorer.http.classify;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.HttpRequest;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.http.route.Route;
import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.scorer.http.infer.InputTensor;
import dev.thalweg.scorer.http.models.BoundedWork;
import dev.thalweg.scorer.http.models.NamedModels;
import dev.thalweg.scorer.http.scoring.BodyKind;
import dev.thalweg.scorer.http.scoring.Coalescer;
import dev.thalweg.scorer.http.scoring.QueuedRequest;
import dev.thalweg.scorer.http.scoring.RequestScores;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One image for a person: the pixels themselves, or a picture. */
public final class ClassifyEndpoint implements AutoCloseable {
  private static final int PICTURES_WAITING_MAX = 64;

  /** Types that say nothing about the body; the last is what curl says about any. */
  private static final Set<String> UNTOLD =
      Set.of("", "application/octet-stream", "application/x-www-form-urlencoded");

  private final NamedModels models;
  private final Coalescer coalescer;
  private final Optional<ImageDecoder> decoder;
  private final BoundedWork pictures =
      new BoundedWork(
          "http-pictures",
          Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
          PICTURES_WAITING_MAX);

  public ClassifyEndpoint(NamedModels models, Coalescer coalescer, Optional<ImageDecoder> decoder) {
    this.models = models;
    this.coalescer = coalescer;
    this.decoder = decoder;
  }

  public List<Route> routes() {
    return List.of(Route.post("/classify", this::classify));
  }

  private CompletableFuture<Answer> classify(HttpRequest request) {
    ServedModel expected = models.current(request.parameter("model").orElse(models.defaultName()));
    requirePictures(expected);
    return pixels(request, expected.architecture())
        .thenCompose(
            pixels -> coalescer.submit(QueuedRequest.ofCurrent(expected, unitValues(pixels), 1)))
        .thenApply(scores -> answer(request, scores));
  }

  private static void requirePictures(ServedModel model) {
    if (model.architecture().shape().dimensions().size() != 2
        || model.datatype() != Datatype.UINT8) {
      throw ProblemException.unsupported(
          "Model %s takes examples of %s, not grey pictures: POST them as JSON to %s, in the shape %s."
              .formatted(
                  model.model(),
                  model.format(),
                  "/v2/models/%s/infer".formatted(model.model()),
                  new InputTensor(model).shapesText()));
    }
  }

  private CompletableFuture<byte[]> pixels(HttpRequest request, Architecture architecture) {
    byte[] body = request.body();
    String type = request.contentType();
    if (UNTOLD.contains(type) && isRaw(body, architecture)) {
      return CompletableFuture.completedFuture(body);
    }
    return pictures.submit(
        () -> {
          byte[] image = SentImage.unwrap(body);
          if (image != body && isRaw(image, architecture)) {
            return image;
          }
          if (image == body) {
            BodyKind.requireUnpacked(body);
            requireKnown(type, body);
          }
          return decode(decoder.orElseThrow(() -> onlyRaw(architecture)), image, architecture);
        });
  }

  private static boolean isRaw(byte[] image, Architecture architecture) {
    return image.length == architecture.inputs() && !SentImage.isPicture(image);
  }

  private static void requireKnown(String type, byte[] body) {
    boolean known = UNTOLD.contains(type) || type.startsWith("image/") || SentImage.isPicture(body);
    if (!known) {
      throw ProblemException.unsupported(
          "Send a picture (image/png, for one), raw pixels (application/octet-stream), a form"
              + " (curl -F image=@FILE) or JSON ({\"image\":\"BASE64\"}).");
    }
  }

  private static ProblemException onlyRaw(Architecture architecture) {
    return ProblemException.unsupported(
        "Send the %d pixels of a %dx%d image, a byte each, as application/octet-stream."
            .formatted(
                architecture.inputs(),
                architecture.shape().height(),
                architecture.shape().width()));
  }

  private static byte[] decode(ImageDecoder decoder, byte[] body, Architecture architecture) {
    try {
      return decoder.decode(body, architecture.shape().height(), architecture.shape().width());
    } catch (UndecodableException e) {
      throw e.problem();
    }
  }

  private static float[] unitValues(byte[] pixels) {
    float[] values = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      values[i] = Classifier.unit(pixels[i]);
    }
    return values;
  }

  private static Answer answer(HttpRequest request, RequestScores scores) {
    scores.requireFinite();
    return Answer.json(json -> write(json, request, scores));
  }

  private static void write(JsonGenerator json, HttpRequest request, RequestScores scores)
      throws IOException {
    if (scores.model().architecture().isRegression()) {
      json.writeNumberField("value", scores.probability(0, 0));
    } else {
      writeClasses(json, scores);
    }
    json.writeStringField("model", scores.model().model());
    json.writeNumberField("version", scores.model().version());
    json.writeStringField("sha256", scores.model().sha256());
    json.writeNumberField("latencyMs", Math.round(request.elapsedNanos() / 1e3) / 1e3);
  }

  private static void writeClasses(JsonGenerator json, RequestScores scores) throws IOException {
    json.writeNumberField("label", scores.label(0));
    json.writeArrayFieldStart("probabilities");
    for (int c = 0; c < scores.classes(); c++) {
      json.writeNumber(scores.probability(0, c));
    }
    json.writeEndArray();
  }

  @Override
  public void close() {
    pictures.close();
  }
}
