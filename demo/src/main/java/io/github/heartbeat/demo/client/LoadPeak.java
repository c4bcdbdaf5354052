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

package io.github.heartbeat.demo.client;

import java.util.Locale;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;

/**
 * Watches for the highest load, with a listener that takes a type of its own instead of
 * the text.
 */
@Component
class LoadPeak {

	private static final Log logger = LogFactory.getLog(LoadPeak.class);

	private double peak = -1;

	@HeartbeatListener("flaky")
	void on(Load load, HeartbeatClient client) {
		if (load.systemCpu() > this.peak) {
			this.peak = load.systemCpu();
			logger.debug(String.format(Locale.ROOT, "%s: highest load so far %.0f %%, with %d threads",
					client.getName(), load.systemCpu() * 100, load.threads()));
		}
	}

	/**
	 * What is of interest here in the vitals that the server sends.
	 *
	 * @param systemCpu the load of all processors, from 0 to 1
	 * @param threads the threads of the server's process
	 */
	record Load(double systemCpu, int threads) {
	}

}
