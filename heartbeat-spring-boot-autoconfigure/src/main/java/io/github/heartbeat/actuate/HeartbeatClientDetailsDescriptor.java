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

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.heartbeat.HeartbeatClient;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of one client with its settings and its journal, without secrets. In JSON
 * the fields of the client are fields of its own.
 *
 * @param client the client
 * @param settings the settings by key as in the configuration
 * @param journal what happened, newest first
 */
public record HeartbeatClientDetailsDescriptor(@JsonUnwrapped HeartbeatClientDescriptor client,
		Map<String, Object> settings, List<HeartbeatJournalEntryDescriptor> journal) implements OperationResponseBody {

	static HeartbeatClientDetailsDescriptor of(HeartbeatClient client, ClientJournal journal) {
		return new HeartbeatClientDetailsDescriptor(HeartbeatClientDescriptor.of(client, journal),
				SettingsView.of(client.getSettings()), journal.entries().stream().map(JournalEntry::describe).toList());
	}

}
