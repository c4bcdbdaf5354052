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

package io.github.heartbeat.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatState;
import io.github.heartbeat.record.HeartbeatRecorder;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Actions of an operator. Each is written into the journal before it is done.
 */
enum ClientAction {

	/**
	 * {@link HeartbeatClient#reconnect()}.
	 */
	RECONNECT {

		@Override
		void run(HeartbeatClient client, ClientJournal journal, @Nullable HeartbeatRecorder recorder) {
			client.reconnect();
		}

	},

	/**
	 * {@link HeartbeatClient#close()}.
	 */
	CLOSE {

		@Override
		void run(HeartbeatClient client, ClientJournal journal, @Nullable HeartbeatRecorder recorder) {
			journal.resume();
			client.close();
		}

	},

	/**
	 * {@link HeartbeatClient#start()}.
	 */
	START {

		@Override
		void run(HeartbeatClient client, ClientJournal journal, @Nullable HeartbeatRecorder recorder) {
			journal.resume();
			client.start();
		}

	},

	/**
	 * Close a client that is not stopped and remember that it is to be resumed: what was
	 * stopped by somebody else is not.
	 */
	PAUSE {

		@Override
		void run(HeartbeatClient client, ClientJournal journal, @Nullable HeartbeatRecorder recorder) {
			if (client.getState() != HeartbeatState.STOPPED) {
				journal.pause(Instant.now());
				client.close();
			}
		}

	},

	/**
	 * Start a client that was paused.
	 */
	RESUME {

		@Override
		void run(HeartbeatClient client, ClientJournal journal, @Nullable HeartbeatRecorder recorder) {
			if (journal.isPaused()) {
				journal.resume();
				client.start();
			}
		}

	},

	/**
	 * Record what the client receives and sends, for a minute.
	 */
	RECORD {

		@Override
		void run(HeartbeatClient client, ClientJournal journal, @Nullable HeartbeatRecorder recorder) {
			Assert.state(recorder != null, "There is nothing that could record");
			recorder.record(client.getName(), RECORDING_TIME);
		}

	};

	private static final Duration RECORDING_TIME = Duration.ofMinutes(1);

	abstract void run(HeartbeatClient client, ClientJournal journal, @Nullable HeartbeatRecorder recorder);

	String text() {
		return name().toLowerCase(Locale.ROOT);
	}

	static @Nullable ClientAction of(String text) {
		return Arrays.stream(values()).filter((action) -> action.text().equals(text)).findFirst().orElse(null);
	}

	static List<String> texts() {
		return Arrays.stream(values()).map(ClientAction::text).toList();
	}

}
