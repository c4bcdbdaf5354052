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

import java.time.Duration;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings.Ping;
import io.github.heartbeat.HeartbeatStatistics;
import io.github.heartbeat.demo.page.ClientHistory.Entries;
import org.jspecify.annotations.Nullable;

/**
 * View of a client, as the page is told of it.
 *
 * @param name the name
 * @param url the URL
 * @param ping how it proves that its connection is alive, in words
 * @param fault the fault that lasts, or {@code null} if there is no gate for faults
 * @param transition the number of its last transition
 * @param statistics what the client says of itself
 * @param entries what happened
 */
record LiveClient(String name, String url, String ping, @Nullable String fault, long transition,
		HeartbeatStatistics statistics, Entries entries) {

	static LiveClient of(HeartbeatClient client, @Nullable String fault, long transition, Entries entries) {
		return new LiveClient(client.getName(), client.getUrl(), words(client.getSettings().ping()), fault, transition,
				client.getStatistics(), entries);
	}

	private static String words(Ping ping) {
		String interval = seconds(ping.interval());
		String timeout = seconds(ping.timeout());
		return switch (ping.mode()) {
			case FRAME -> "ping frame after " + interval + " of silence, " + timeout + " to answer";
			case MESSAGE ->
				"message '" + ping.message() + "' after " + interval + " of silence, " + timeout + " to answer";
			case PASSIVE -> "no pings, lost after " + seconds(ping.interval().plus(ping.timeout())) + " of silence";
			case OFF -> "no heartbeat";
		};
	}

	private static String seconds(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

}
