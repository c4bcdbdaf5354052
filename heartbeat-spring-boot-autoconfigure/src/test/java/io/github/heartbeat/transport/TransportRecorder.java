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

package io.github.heartbeat.transport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listener that keeps what a transport tells, in order, and knows the rules of the
 * telling.
 */
public class TransportRecorder implements TransportListener, FrameListener {

	/** How long a test waits for what has to happen. */
	public static final Duration PATIENCE = Duration.ofSeconds(20);

	private final List<String> story = new CopyOnWriteArrayList<>();

	private final List<TransportEnd> ends = new CopyOnWriteArrayList<>();

	private final StringBuilder text = new StringBuilder();

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private int textSize;

	private volatile @Nullable TransportSession session;

	@Override
	public FrameListener opened(TransportSession session) {
		this.session = session;
		this.story.add("opened");
		return this;
	}

	@Override
	public void text(String part, int size, boolean last) {
		this.text.append(part);
		this.textSize += size;
		if (last) {
			String whole = this.text.toString();
			assertThat(this.textSize).isEqualTo(whole.getBytes(StandardCharsets.UTF_8).length);
			this.text.setLength(0);
			this.textSize = 0;
			this.story.add("text " + whole);
		}
	}

	@Override
	public void binary(ByteBuffer part, boolean last) {
		byte[] copy = new byte[part.remaining()];
		part.get(copy);
		this.bytes.writeBytes(copy);
		if (last) {
			this.story.add("binary " + HexFormat.of().formatHex(this.bytes.toByteArray()));
			this.bytes.reset();
		}
	}

	@Override
	public void pieceArrived() {
	}

	@Override
	public void ping() {
	}

	@Override
	public void pong(ByteBuffer payload) {
		this.story.add("pong " + StandardCharsets.UTF_8.decode(payload));
	}

	@Override
	public void ended(TransportEnd end) {
		this.ends.add(end);
		this.story.add("ended");
	}

	/**
	 * Begin to wait for something that has to happen soon.
	 * @return the begin of a condition
	 */
	public static ConditionFactory await() {
		return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).atMost(PATIENCE);
	}

	/**
	 * Return what was told so far.
	 * @return the story
	 */
	public List<String> story() {
		return this.story;
	}

	public TransportSession awaitSession() {
		await().until(() -> this.session != null);
		TransportSession session = this.session;
		assertThat(session).isNotNull();
		return session;
	}

	/**
	 * Wait until so much was told.
	 * @param size the number of entries, at least
	 * @return the story
	 */
	public List<String> awaitStory(int size) {
		await().until(() -> this.story.size() >= size);
		return this.story;
	}

	/**
	 * Wait for the end, which has to be the last that is told, and told once.
	 * @return the end
	 */
	public TransportEnd awaitEnd() {
		await().until(() -> !this.ends.isEmpty());
		assertEndedOnce();
		return this.ends.get(0);
	}

	/**
	 * Assert that nothing is told after the end.
	 */
	public void assertEndedOnce() {
		assertThat(this.story).endsWith("ended").containsOnlyOnce("ended");
	}

}
