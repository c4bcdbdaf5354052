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

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * The process of a {@link Probe}. It ends with its input, so that it does not outlive the
 * process that started it, and takes its servers with it.
 */
public final class ProbeMain {

	private static final Map<String, Probe> PROBES = Map.of("flood", new FloodProbe(), "echo", new EchoProbe(), "idle",
			new IdleProbe(), "open", new OpenProbe(), "pings", new PingsProbe(), "frozen", new FrozenProbe(), "restart",
			new RestartProbe(), "leak", new LeakProbe(), "startup", new StartupProbe());

	private ProbeMain() {
	}

	/**
	 * Run a probe.
	 * @param arguments its name and parameters
	 * @param in ends when the process has to end
	 * @param out where the figures go
	 * @return the exit code
	 * @throws Exception if it fails
	 */
	public static int run(String[] arguments, InputStream in, PrintStream out) throws Exception {
		Thread watch = new Thread(() -> exitAfter(in), "parent-watch");
		watch.setDaemon(true);
		watch.start();
		Parameters parameters = new Parameters();
		for (int i = 1; i < arguments.length; i++) {
			parameters.add(arguments[i]);
		}
		Probe probe = PROBES.get(arguments[0]);
		if (probe == null) {
			throw new IllegalArgumentException("There is no probe '" + arguments[0] + "'");
		}
		Parameters results = probe.run(parameters);
		for (String result : results.toArguments()) {
			out.println(Probe.RESULT + result);
		}
		out.flush();
		return 0;
	}

	private static void exitAfter(InputStream in) {
		try {
			while (in.read() != -1) {
				continue;
			}
		}
		catch (IOException ex) {
			// The same as its end
		}
		System.exit(1);
	}

}
