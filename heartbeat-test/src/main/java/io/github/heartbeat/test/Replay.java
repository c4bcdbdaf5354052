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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The playing of a recording to the connections that open, one after the other.
 */
final class Replay {

	private static final int NO_CLOSE_FRAME = 1006;

	private static final int NO_STATUS = 1005;

	private static final int NORMAL = 1000;

	private final List<List<HeartbeatRecording.Entry>> connections;

	private final double speed;

	private final AtomicInteger next = new AtomicInteger();

	/**
	 * Create a new replay.
	 * @param recording the recording
	 * @param speed how many times as fast as it was
	 * @throws IllegalArgumentException if the speed is not positive
	 */
	Replay(HeartbeatRecording recording, double speed) {
		if (!(speed > 0)) {
			throw new IllegalArgumentException("speed must be positive");
		}
		this.connections = recording.connections();
		this.speed = speed;
	}

	/**
	 * Play what the server did on the next connection, if the recording has another one.
	 * @param player plays it
	 * @param wire its time
	 */
	void begin(Player player, Wire wire) {
		int number = this.next.getAndIncrement();
		if (number < this.connections.size() && !this.connections.get(number).isEmpty()) {
			List<HeartbeatRecording.Entry> entries = this.connections.get(number);
			play(entries, 0, player, wire, wire.nanoTime());
		}
	}

	private void play(List<HeartbeatRecording.Entry> entries, int from, Player player, Wire wire, long begin) {
		for (int i = from; i < entries.size(); i++) {
			Duration wait = untilDue(entries.get(0), entries.get(i), wire.nanoTime() - begin);
			if (!wait.isZero()) {
				int index = i;
				wire.later(wait, () -> play(entries, index, player, wire, begin));
				return;
			}
			play(entries.get(i), player);
		}
	}

	private Duration untilDue(HeartbeatRecording.Entry first, HeartbeatRecording.Entry entry, long elapsed) {
		double due = entry.at().minus(first.at()).toNanos() / this.speed;
		return Duration.ofNanos(Math.max(0, Math.round(due) - elapsed));
	}

	private static void play(HeartbeatRecording.Entry entry, Player player) {
		switch (entry.kind()) {
			case TEXT -> player.send(Opcodes.TEXT, entry.playedText().getBytes(StandardCharsets.UTF_8));
			case BINARY -> player.send(Opcodes.BINARY, new byte[entry.size()]);
			case CLOSE -> end(entry.size(), player);
			case OPEN -> {
				// It is open
			}
		}
	}

	private static void end(int code, Player player) {
		if (code == NO_CLOSE_FRAME) {
			player.cut();
		}
		else {
			player.send(Opcodes.CLOSE, FrameCodec.closePayload((code != NO_STATUS) ? code : NORMAL, ""));
		}
	}

	/**
	 * What plays a recording.
	 */
	interface Player {

		void send(int opcode, byte[] payload);

		void cut();

	}

}
