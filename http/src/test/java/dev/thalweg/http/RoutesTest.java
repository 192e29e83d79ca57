package dev.thalweg.http;

import static dev.thalweg.http.TestServer.ECHO;
import static dev.thalweg.http.TestServer.HERE;
import static dev.thalweg.http.TestServer.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.http.TestServer.Answered;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void route_isFoundByItsTemplate_andCountedUnderIt() {
    // When
    var response = server.get("/names/a%20b?q=1&q=2");

    // Then
    assertThat(response.body()).isEqualTo("a b,1");
    Waiting.until(() -> server.answered.contains(new Answered("/names/{name}", 200)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/names", "/names//", "/names/a/b", "/nowhere"})
  void addressWithoutARoute_isAProblem(String path) {
    assertProblem(server.get(path), 404);
  }

  @Test
  void queryThatIsNone_isTheClientsFault() throws IOException {
    assertProblem(server.raw("GET /names/a?q=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "PUT", "POST"})
  void otherMethod_isAProblemThatNamesTheRightOnes(String method) {
    // When
    var response =
        server.send(server.request(HERE).method(method, BodyPublishers.ofString("x")).build());

    // Then
    assertProblem(response, 405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
    assertThat(server.get(ECHO).headers().firstValue("Allow")).contains("POST, OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/here/", "//here", "/here//", "//here//?q=1", "/names//a%20b/"})
  void slashesThatWereDoubledOrPutAtTheEnd_changeNothing(String path) throws IOException {
    // When
    var response = server.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

    // Then
    assertThat(response.status()).as(response.body()).isEqualTo(200);
  }

  @Test
  void options_namesTheMethodsOfEveryRoute() {
    for (String path : new String[] {HERE, "/open", "/events", "/names/a/", "/here/"}) {
      // When
      var response =
          server.send(server.request(path).method("OPTIONS", BodyPublishers.noBody()).build());

      // Then
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
    }
    var post =
        server.send(server.request(ECHO).method("OPTIONS", BodyPublishers.ofString("x")).build());
    assertThat(post.statusCode()).isEqualTo(200);
    assertThat(post.headers().firstValue("Allow")).contains("POST, OPTIONS");
    assertProblem(
        server.send(server.request("/nowhere").method("OPTIONS", BodyPublishers.noBody()).build()),
        404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/here", "/events"})
  void head_isAnsweredAsGetWithoutABody(String path) {
    // When
    var response =
        server.send(server.request(path).method("HEAD", BodyPublishers.noBody()).build());

    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("Server")).isEmpty();
    assertThat(response.headers().firstValue("X-Of-All")).contains("yes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/fails", "/fails-later"})
  void unexpectedFailure_isAProblemThatTellsNothing(String path) {
    assertProblem(server.get(path), 500);
    assertThat(server.get(HERE).statusCode()).isEqualTo(200);
  }

  @Test
  void admission_refusesByTheHeadersAlone() throws IOException {
    // When
    var stranger = server.raw("GET /nowhere HTTP/1.1\r\nHost: stranger.example\r\n\r\n");
    var closed =
        server.raw("POST /closed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx");

    // Then
    assertProblem(stranger, 421);
    assertProblem(closed, 403);
    assertThat(closed.closes()).isTrue();
  }
}
