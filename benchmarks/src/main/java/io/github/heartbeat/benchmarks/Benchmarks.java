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

package io.github.heartbeat.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;

import io.github.heartbeat.benchmarks.scale.ProbeMain;
import io.github.heartbeat.benchmarks.scale.Scale;
import io.github.heartbeat.benchmarks.server.ServerMain;

/**
 * The benchmarks: {@code jmh} for the hot paths, {@code scale} for everything that takes
 * a server. {@code probe} and {@code server} are what the latter starts.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Run benchmarks.
	 * @param arguments what to run, then its own arguments
	 * @throws Exception if it fails
	 */
	public static void main(String[] arguments) throws Exception {
		PrintStream out = Console.out();
		String command = (arguments.length > 0) ? arguments[0] : "";
		String[] rest = (arguments.length > 0) ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
		switch (command) {
			case "jmh" -> org.openjdk.jmh.Main.main(rest);
			case "scale" -> System.exit(Scale.run(rest, out));
			case "probe" -> System.exit(ProbeMain.run(rest, System.in, out));
			case "server" -> ServerMain.run(Integer.parseInt(rest[0]), System.in, out);
			default -> {
				out.println("Usage: java -jar benchmarks.jar jmh [options of JMH]");
				out.println("       java -jar benchmarks.jar " + Scale.USAGE);
				System.exit(2);
			}
		}
	}

}
