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

package io.github.heartbeat.test.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatRecordRedactor;
import io.github.heartbeat.autoconfigure.HeartbeatRecordAutoConfiguration;
import io.github.heartbeat.record.HeartbeatRecorder;
import io.github.heartbeat.sample.Prices;
import io.github.heartbeat.sample.Quote;
import io.github.heartbeat.sample.SampleApplication;
import io.github.heartbeat.test.HeartbeatRecording;
import io.github.heartbeat.test.HeartbeatTestClock;
import io.github.heartbeat.test.HeartbeatTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A recording of an application, played back to it.
 */
@HeartbeatTest
@ImportAutoConfiguration(HeartbeatRecordAutoConfiguration.class)
@ContextConfiguration(classes = SampleApplication.class)
@Import({ OrderServer.class, RecordAndReplayTests.Redactor.class })
@DirtiesContext
@Timeout(60)
class RecordAndReplayTests {

	@TempDir
	private static Path directory;

	@Autowired
	private HeartbeatTestServer server;

	@Autowired
	private HeartbeatTestClock clock;

	@Autowired
	private HeartbeatClient pricesHeartbeatClient;

	@Autowired
	private HeartbeatRecorder recorder;

	@Autowired
	private Prices prices;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("heartbeat.record.clients", () -> "prices");
		registry.add("heartbeat.record.directory", directory::toString);
	}

	@Test
	void whenRecordingIsPlayedBackThenListenersHearTheSameAndClientSendsTheSame() throws Exception {
		this.pricesHeartbeatClient.send("subscribe ACME");
		this.server.client("prices").sendText("{\"symbol\":\"ACME\",\"price\":1}");
		this.server.client("prices").sendText("{\"symbol\":\"ACME\",\"price\":2}");
		this.clock.settle();
		List<Quote> heard = List.copyOf(this.prices.getQuotes());
		this.recorder.destroy();
		HeartbeatRecording recording = HeartbeatRecording.read(file());
		assertThat(recording.clientName()).isEqualTo("prices");
		assertThat(recording.sent()).extracting(HeartbeatRecording.Entry::data).containsExactly("subscribe ****");
		this.prices.getQuotes().clear();
		this.server.replay(recording, HeartbeatRecording.OWN_PACE);
		this.pricesHeartbeatClient.reconnect();
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(this.prices.getQuotes()).isEqualTo(heard).hasSize(2);
	}

	private static Path file() throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.findFirst().orElseThrow();
		}
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Redactor {

		@Bean
		HeartbeatRecordRedactor redactor() {
			return (clientName, text) -> text.startsWith("subscribe") ? "subscribe ****" : text;
		}

	}

}
