package dev.thalweg.scorer.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.thalweg.http.route.Answer;
import dev.thalweg.http.route.HttpRequest;
import dev.thalweg.http.route.ProblemException;
import dev.thalweg.http.route.Route;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.scorer.http.infer.InferEndpoints;
import dev.thalweg.scorer.http.infer.InputTensor;
import dev.thalweg.scorer.http.infer.OutputTensor;
import dev.thalweg.scorer.http.models.NamedModels;
import dev.thalweg.scorer.mapping.ModelMapping;
import dev.thalweg.scorer.mapping.ServedMappings;
import dev.thalweg.snapshots.ServedModel;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the Open Inference Protocol v2 says about models. */
final class ModelEndpoints {
  /** The protocol's name for what runs a model. */
  private static final String PLATFORM = "thalweg_nd4j";

  private final NamedModels models;
  private final ServedMappings mappings;

  ModelEndpoints(NamedModels models, ServedMappings mappings) {
    this.models = models;
    this.mappings = mappings;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v2/models/{model}", this::current),
        Route.get("/v2/models/{model}/ready", this::currentReady),
        Route.get("/v2/models/{model}/versions/{version}", this::version),
        Route.get("/v2/models/{model}/versions/{version}/ready", this::versionReady));
  }

  private CompletableFuture<Answer> current(HttpRequest request) {
    ServedModel served = models.current(request.segment("model"));
    return models.versions(served.model()).thenApply(versions -> described(served, versions));
  }

  private CompletableFuture<Answer> version(HttpRequest request) {
    return models
        .version(request.segment("model"), request.segment("version"))
        .thenCompose(
            served ->
                models.versions(served.model()).thenApply(versions -> described(served, versions)));
  }

  private CompletableFuture<Answer> currentReady(HttpRequest request) {
    return CompletableFuture.completedFuture(
        ready(request, models.current(request.segment("model"))));
  }

  private CompletableFuture<Answer> versionReady(HttpRequest request) {
    return models
        .version(request.segment("model"), request.segment("version"))
        .thenApply(served -> ready(request, served));
  }

  private static Answer ready(HttpRequest request, ServedModel served) {
    if (request.isStopping()) {
      throw ProblemException.stopping();
    }
    return Answer.json(
        json -> {
          json.writeStringField("name", served.model());
          json.writeStringField("version", Long.toString(served.version()));
          json.writeBooleanField("ready", true);
        });
  }

  private Answer described(ServedModel served, List<Long> versions) {
    return Answer.json(json -> write(json, served, versions));
  }

  private void write(JsonGenerator json, ServedModel served, List<Long> versions)
      throws IOException {
    Architecture architecture = served.architecture();
    Optional<ModelMapping> mapping = mappings.of(served);
    json.writeStringField("name", served.model());
    json.writeArrayFieldStart("versions");
    for (long version : versions) {
      json.writeString(Long.toString(version));
    }
    json.writeEndArray();
    json.writeStringField("platform", PLATFORM);
    json.writeArrayFieldStart("inputs");
    json.writeStartObject();
    new InputTensor(served).describe(json);
    json.writeEndObject();
    json.writeEndArray();
    json.writeArrayFieldStart("outputs");
    for (OutputTensor output : OutputTensor.of(architecture, InferEndpoints.classes(mapping))) {
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
    if (mapping.isPresent()) {
      writeNames(json, mapping.get());
    }
    json.writeEndObject();
  }

  /** What is of use to people: the protocol itself knows of tensors alone. */
  private static void writeNames(JsonGenerator json, ModelMapping mapping) throws IOException {
    json.writeStringField("mapping_sha256", mapping.sha256());
    writeTexts(json, "fields", mapping.fields());
    writeTexts(json, "columns", mapping.vector().columns());
    if (!mapping.classes().isEmpty()) {
      writeTexts(json, "classes", mapping.classes());
    }
  }

  private static void writeTexts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
