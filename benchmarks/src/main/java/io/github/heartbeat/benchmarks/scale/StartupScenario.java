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
 * What one client adds to the start of an application.
 */
final class StartupScenario implements Scenario {

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		List<Forks.Results> results = forks.alternate("startup", options.getInt("rounds", 9),
				new Parameters().with("mode", "off"), new Parameters().with("mode", "down"),
				new Parameters().with("mode", "frozen"));
		return List.of(row("server down", results.get(0), results.get(1)),
				row("server never answers", results.get(0), results.get(2)));
	}

	private Row row(String what, Forks.Results off, Forks.Results on) {
		double added = on.medianDifference("millis", off);
		return Row.of("Start of an application, one client, " + what, Jvm.format("%.0f ms", on.median("millis")))
			.against(Jvm.format("without %.0f ms", off.median("millis")))
			.ratio(Jvm.format("%+.0f ms", added))
			.must("≤ +100 ms", added <= 100);
	}

}
