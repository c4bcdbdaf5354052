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

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scale harness: runs scenarios and prints their tables.
 */
public final class Scale {

	private static final Map<String, Scenario> SCENARIOS = scenarios();

	/** How to call it. */
	public static final String USAGE = "scale all|" + String.join("|", SCENARIOS.keySet())
			+ " [--clients n] [--rounds n] [--seconds n] [--sizes n,n] [--writes frame,batch] [--peers name,name]"
			+ " [--report file] [--histogram prefix] [--logs directory] [--jvm options]";

	private Scale() {
	}

	private static Map<String, Scenario> scenarios() {
		Map<String, Scenario> scenarios = new LinkedHashMap<>();
		scenarios.put("flood", FloodScenario.oneListener());
		scenarios.put("flood-listener", FloodScenario.twoOfTen());
		scenarios.put("buffers", new BuffersScenario());
		scenarios.put("echo", new EchoScenario());
		scenarios.put("idle", new IdleScenario());
		scenarios.put("open", new OpenScenario());
		scenarios.put("pings", new PingsScenario());
		scenarios.put("frozen", new FrozenScenario());
		scenarios.put("restart", new RestartScenario());
		scenarios.put("leak", new LeakScenario());
		scenarios.put("startup", new StartupScenario());
		scenarios.put("peers", new PeersScenario());
		return scenarios;
	}

	/**
	 * Run scenarios.
	 * @param arguments their names, and options
	 * @param out where the tables go
	 * @return the exit code, 1 if a scenario failed to run
	 * @throws Exception if the options are no good
	 */
	public static int run(String[] arguments, PrintStream out) throws Exception {
		List<String> names = new ArrayList<>();
		Parameters options = new Parameters();
		for (int i = 0; i < arguments.length; i++) {
			if (arguments[i].startsWith("--") && i + 1 < arguments.length) {
				options.with(arguments[i].substring(2), arguments[i + 1]);
				i++;
			}
			else {
				names.add(arguments[i]);
			}
		}
		if (names.contains("all")) {
			names = new ArrayList<>(SCENARIOS.keySet());
		}
		if (names.isEmpty() || !SCENARIOS.keySet().containsAll(names)) {
			out.println("Usage: java -jar benchmarks.jar " + USAGE);
			return 2;
		}
		Forks forks = new Forks(Path.of(options.get("logs", "target/benchmarks-logs")), options.get("jvm", ""), out);
		int failed = 0;
		for (String name : names) {
			failed += run(name, forks, options, out) ? 0 : 1;
		}
		return (failed == 0) ? 0 : 1;
	}

	private static boolean run(String name, Forks forks, Parameters options, PrintStream out) {
		out.println(name);
		try {
			Scenario scenario = SCENARIOS.get(name);
			List<Row> rows = (scenario != null) ? scenario.run(forks, options) : new ArrayList<>();
			Report.print(out, name, rows);
			if (options.find("report") != null) {
				Report.append(Path.of(options.get("report")), name, rows);
			}
			return true;
		}
		catch (Exception ex) {
			out.println(name + " failed: " + ex + " (logs in " + forks.logs() + ")");
			return false;
		}
	}

}
