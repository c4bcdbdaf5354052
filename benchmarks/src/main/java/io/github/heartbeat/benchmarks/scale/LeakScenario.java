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

package io.github.heartbeat.benchmarks.scale;

import java.util.List;

/**
 * Nothing grows with reconnects, nor with rounds of stop and start.
 */
final class LeakScenario implements Scenario {

	/** Bytes that a heap may differ by though nothing grows. */
	private static final double NOISE = 1024 * 1024;

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		int reconnects = options.getInt("reconnects", 10_000);
		int rounds = options.getInt("rounds", 100);
		Parameters result = forks.run("leak", new Parameters().with("reconnects", reconnects).with("rounds", rounds));
		return List.of(row(reconnects + " reconnects of one client: growth after the first tenth", result, "reconnect"),
				row(rounds + " rounds of stop and start: growth after the first tenth", result, "restart"),
				row("As many rounds again: growth", result, "more-restarts"));
	}

	private Row row(String what, Parameters result, String prefix) {
		double threads = result.getDouble(prefix + ".threads");
		double files = result.getDouble(prefix + ".files");
		double heap = result.getDouble(prefix + ".heap");
		return Row.of(what, Jvm.format("threads %+.0f, open files %+.0f, heap %+.0f KB", threads, files, heap / 1024))
			.must("flat", threads <= 2 && files <= 2 && heap <= NOISE);
	}

}
