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

package io.github.heartbeat.autoconfigure;

import java.util.List;

import io.github.heartbeat.autoconfigure.UnknownHeartbeatPropertyException.Unknown;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * An {@link AbstractFailureAnalyzer} for {@link UnknownHeartbeatPropertyException}.
 */
class UnknownHeartbeatPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnknownHeartbeatPropertyException> {

	private static final int MAX_PROPERTIES = 20;

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownHeartbeatPropertyException cause) {
		List<Unknown> properties = cause.getProperties();
		StringBuilder description = new StringBuilder(
				String.format("There are properties of Heartbeat that are not known:%n"));
		properties.stream().limit(MAX_PROPERTIES).forEach((property) -> {
			description.append(String.format("%n    Property: %s", property.name()));
			if (property.origin() != null) {
				description.append(String.format("%n    Origin: %s", property.origin()));
			}
			description.append(String.format("%n    Reason: %s%n", property.hint()));
		});
		if (properties.size() > MAX_PROPERTIES) {
			description.append(String.format("%n    and %d more%n", properties.size() - MAX_PROPERTIES));
		}
		return new FailureAnalysis(description.toString(), "Correct the name of each of them, or remove it.", cause);
	}

}
