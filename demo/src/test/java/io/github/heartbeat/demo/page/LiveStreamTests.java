/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.demo.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.heartbeat.HeartbeatClients;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LiveStream}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class LiveStreamTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private final List<InputStream> streams = new ArrayList<>();

	@Autowired
	private LiveStream stream;

	@Autowired
	private HeartbeatClients clients;

	@Autowired
	private JsonMapper jsonMapper;

	@LocalServerPort
	private int port;

	@AfterEach
	void leave() throws IOException {
		for (InputStream stream : this.streams) {
			stream.close();
		}
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.stream.getBrowsers() == 0);
	}

	@Test
	void tellsEverythingFirstAndThenWhatIsNew() throws Exception {
		Awaitility.await().until(() -> this.clients.get("feed").getStatistics().inbound().messages() > 1);
		BufferedReader reader = new BufferedReader(new InputStreamReader(open().body(), StandardCharsets.UTF_8));
		JsonNode first = read(reader);
		assertThat(first.path("complete").asBoolean()).isTrue();
		assertThat(first.path("clients").findValuesAsString("name")).contains("feed", "seed-style", "flaky");
		JsonNode feed = first.path("clients").path(0);
		assertThat(feed.path("statistics").path("state").asString()).isEqualTo("OPEN");
		assertThat(feed.path("entries").path("states").findValuesAsString("state")).contains("CONNECTING", "OPEN");
		long number = feed.path("entries").path("messages").findValues("number").get(1).asLong();
		JsonNode next = read(reader);
		while (next.path("clients").path(0).path("entries").path("messages").isEmpty()) {
			next = read(reader);
		}
		assertThat(next.path("complete").asBoolean()).isFalse();
		assertThat(next.path("clients").path(0).path("entries").path("messages").path(0).path("number").asLong())
			.isGreaterThan(number);
	}

	@Test
	void hasRoomForSomeBrowsersOnly() throws Exception {
		for (int i = 0; i < LiveStream.MAX_BROWSERS; i++) {
			assertThat(open().statusCode()).isEqualTo(200);
		}
		assertThat(this.stream.getBrowsers()).isEqualTo(LiveStream.MAX_BROWSERS);
		assertThat(open().statusCode()).isEqualTo(503);
		this.streams.get(0).close();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> open().statusCode() == 200);
	}

	private HttpResponse<InputStream> open() throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + this.port + "/live");
		HttpResponse<InputStream> response = this.http.send(HttpRequest.newBuilder(uri).build(),
				BodyHandlers.ofInputStream());
		this.streams.add(response.body());
		return response;
	}

	private JsonNode read(BufferedReader reader) throws IOException {
		String line = reader.readLine();
		while (line != null && !line.startsWith("data:")) {
			line = reader.readLine();
		}
		assertThat(line).isNotNull();
		return this.jsonMapper.readTree(line.substring("data:".length()));
	}

}
