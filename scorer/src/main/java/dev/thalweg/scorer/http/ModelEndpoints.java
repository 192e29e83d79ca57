package dev.thalweg.scorer.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the Open Inference Protocol v2 says about models. */
final class ModelEndpoints {
  /** The protocol's name for what runs a model. */
  private static final String PLATFORM = "thalweg_nd4j";

  private final Models models;
  private final InFlight inFlight;

  ModelEndpoints(Models models, InFlight inFlight) {
    this.models = models;
    this.inFlight = inFlight;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/v2/models/{model}", false, this::current),
        new Route("GET", "/v2/models/{model}/ready", false, this::currentReady),
        new Route("GET", "/v2/models/{model}/versions/{version}", false, this::version),
        new Route("GET", "/v2/models/{model}/versions/{version}/ready", false, this::versionReady));
  }

  private CompletableFuture<Answer> current(Call call) {
    ServedModel served = models.current(call.segment("model"));
    return models.versions(served.model()).thenApply(versions -> described(served, versions));
  }

  private CompletableFuture<Answer> version(Call call) {
    return models
        .version(call.segment("model"), call.segment("version"))
        .thenCompose(
            served ->
                models.versions(served.model()).thenApply(versions -> described(served, versions)));
  }

  private CompletableFuture<Answer> currentReady(Call call) {
    return CompletableFuture.completedFuture(ready(models.current(call.segment("model"))));
  }

  private CompletableFuture<Answer> versionReady(Call call) {
    return models.version(call.segment("model"), call.segment("version")).thenApply(this::ready);
  }

  private Answer ready(ServedModel served) {
    if (inFlight.isDraining()) {
      throw ProblemException.unavailable("The service is being stopped.");
    }
    return Answer.json(
        json -> {
          json.writeStringField("name", served.model());
          json.writeStringField("version", Long.toString(served.version()));
          json.writeBooleanField("ready", true);
        });
  }

  private static Answer described(ServedModel served, List<Long> versions) {
    return Answer.json(json -> write(json, served, versions));
  }

  private static void write(JsonGenerator json, ServedModel served, List<Long> versions)
      throws IOException {
    Architecture architecture = served.architecture();
    json.writeStringField("name", served.model());
    json.writeArrayFieldStart("versions");
    for (long version : versions) {
      json.writeString(Long.toString(version));
    }
    json.writeEndArray();
    json.writeStringField("platform", PLATFORM);
    json.writeArrayFieldStart("inputs");
    json.writeStartObject();
    json.writeStringField("name", TensorReader.NAME);
    json.writeStringField("datatype", Datatype.UINT8.name());
    json.writeArrayFieldStart("shape");
    json.writeNumber(-1);
    json.writeNumber(architecture.inputs());
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeArrayFieldStart("outputs");
    for (Output output : Output.values()) {
      json.writeStartObject();
      output.describe(json, architecture, -1);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("parameters");
    json.writeNumberField("version", served.version());
    json.writeStringField("sha256", served.sha256());
    json.writeStringField("architecture", architecture.text());
    json.writeStringField("trainedAt", served.trainedAt().toString());
    json.writeEndObject();
  }
}
