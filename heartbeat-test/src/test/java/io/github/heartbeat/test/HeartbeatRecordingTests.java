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

package io.github.heartbeat.test;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HeartbeatRecording} and its playing.
 */
@Timeout(60)
class HeartbeatRecordingTests {

	private static final List<String> LINES = List.of(
			"{\"type\":\"recording\",\"client\":\"prices\",\"begin\":\"2026-01-01T00:00:00Z\"}",
			"{\"t\":1000.5,\"connection\":\"prices-1\",\"dir\":\"in\",\"type\":\"open\"}",
			"{\"t\":1100.5,\"connection\":\"prices-1\",\"dir\":\"out\",\"type\":\"text\",\"size\":5,\"data\":\"login\"}",
			"{\"t\":2000.5,\"connection\":\"prices-1\",\"dir\":\"in\",\"type\":\"text\",\"size\":9,\"data\":\"\\\"a\\\" \\u20ac\\n\"}",
			"{\"t\":4000.5,\"connection\":\"prices-1\",\"dir\":\"in\",\"type\":\"text\",\"size\":3}",
			"{\"t\":5000.5,\"type\":\"dropped\",\"count\":7}", "",
			"{\"t\":6000.5,\"connection\":\"prices-1\",\"dir\":\"in\",\"type\":\"close\",\"code\":4001}",
			"{\"t\":7000,\"connection\":\"prices-2\",\"dir\":\"in\",\"type\":\"open\"}",
			"{\"t\":7000,\"connection\":\"prices-2\",\"dir\":\"in\",\"type\":\"binary\",\"size\":2}",
			"{\"t\":7000,\"connection\":\"prices-2\",\"dir\":\"in\",\"type\":\"close\",\"code\":1006}");

	private final HeartbeatTestClock clock = new HeartbeatTestClock();

	private final HeartbeatTestServer server = HeartbeatTestServer.inMemory(this.clock);

	private final HeartbeatRecording recording = HeartbeatRecording.parse(LINES);

	@Test
	void whenRecordingIsReadThenItHasItsEntries(@TempDir Path directory) throws Exception {
		Path file = Files.write(directory.resolve("prices.jsonl"), LINES);
		HeartbeatRecording read = HeartbeatRecording.read(file);
		assertThat(read.clientName()).isEqualTo("prices");
		assertThat(read.entries()).hasSize(8);
		assertThat(read.dropped()).isEqualTo(7);
		assertThat(read.sent()).extracting(HeartbeatRecording.Entry::data).containsExactly("login");
		assertThat(read.received()).extracting(HeartbeatRecording.Entry::data).containsExactly("\"a\" €\n", null, null);
		assertThat(read.received().get(0).at()).isEqualTo(Duration.ofNanos(2_000_500_000L));
		assertThatExceptionOfType(UncheckedIOException.class)
			.isThrownBy(() -> HeartbeatRecording.read(directory.resolve("none")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			nonsense                                  | '{' is expected at character 1
			{"type":"text"                            | '}' is expected at character 15
			{"type":"text"}x                          | the end is expected at character 16
			{"type":5}                                | 'type' must be a string
			{"type":"text","connection":"a","dir":"in"} | 'size' must be a number of 0 or more
			{"type":"text","size":1.5}                | 'size' must be a whole number
			{"type":"text","size":-1}                 | 'size' must be a number of 0 or more
			{"type":"text","size":1,"t":"x"}          | 't' must be a number of 0 or more
			{"type":"text","size":?}                  | a string or a number is expected at character 23
			""")
	void whenLineIsNoneOfARecordingThenItIsNamed(String line, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> HeartbeatRecording.parse(List.of("", line)))
			.withMessage("Line 2 is none of a recording: " + reason);
	}

	@Test
	void whenLineIsOfALaterVersionThenItIsPassedOver() {
		assertThat(HeartbeatRecording.parse(List.of("{ \"type\" : \"later\", \"a\": true, \"b\": null, \"c\": 1e3 }"))
			.entries()).isEmpty();
	}

	@Test
	void whenPlayedAtItsOwnPaceThenEachMessageComesAtItsTime() {
		this.server.replay(this.recording, HeartbeatRecording.OWN_PACE);
		MemoryClient client = connect();
		assertThat(client.events()).containsExactly("opened []");
		this.clock.advance(Duration.ofMillis(999));
		assertThat(client.events()).hasSize(1);
		this.clock.advance(Duration.ofMillis(1));
		assertThat(client.events()).containsExactly("opened []", "text \"a\" €\n");
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(client.events()).last().isEqualTo("text ...");
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(client.events()).last().isEqualTo("close 4001 ");
	}

	@Test
	void whenPlayedTenTimesAsFastThenItTakesATenth() {
		this.server.replay(this.recording, 10);
		MemoryClient client = connect();
		this.clock.advance(Duration.ofMillis(500));
		assertThat(client.events()).containsExactly("opened []", "text \"a\" €\n", "text ...", "close 4001 ");
	}

	@Test
	void whenPlayedAtOnceThenNothingIsWaitedForAndEachConnectionHasItsOwn() {
		this.server.replay(this.recording, HeartbeatRecording.AT_ONCE);
		assertThat(connect().events()).containsExactly("opened []", "text \"a\" €\n", "text ...", "close 4001 ");
		assertThat(connect().events()).containsExactly("opened []", "frame 2 fin=true rsv=0 masked=false", "ended CUT");
		assertThat(connect().events()).containsExactly("opened []");
	}

	@Test
	void whenPlayedOnAConnectionThenItIsTheFirstOfTheRecording() throws Exception {
		MemoryClient client = connect();
		this.server.takeConnection(Duration.ofSeconds(1)).replay(this.recording, HeartbeatRecording.AT_ONCE);
		assertThat(client.events()).containsExactly("opened []", "text \"a\" €\n", "text ...", "close 4001 ");
	}

	@Test
	void whenServerIsFrozenThenPlayingWaits() {
		this.server.replay(this.recording, HeartbeatRecording.OWN_PACE);
		MemoryClient client = connect();
		this.server.freeze();
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(client.events()).hasSize(1);
		this.server.thaw();
		assertThat(client.events()).hasSize(4);
	}

	@Test
	void whenServerIsResetThenNothingMoreIsPlayed() {
		this.server.replay(this.recording, HeartbeatRecording.AT_ONCE);
		this.server.reset();
		assertThat(connect().events()).containsExactly("opened []");
	}

	@Test
	void whenServerHasSocketsThenItPlaysAsWell() throws Exception {
		try (HeartbeatTestServer sockets = HeartbeatTestServer.start().replay(this.recording, 100)) {
			TestClient client = TestClient.connect(sockets.url());
			assertThat(client.next()).isEqualTo("text \"a\" €\n");
			assertThat(client.next()).isEqualTo("text ...");
			assertThat(client.next()).isEqualTo("close 4001 ");
		}
	}

	@Test
	void whenSpeedIsNotPositiveThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.replay(this.recording, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.replay(this.recording, Double.NaN));
	}

	private MemoryClient connect() {
		MemoryClient client = MemoryClient.connect(this.server);
		this.clock.settle();
		return client;
	}

}
