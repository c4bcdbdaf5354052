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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.heartbeat.benchmarks.JavaCommand;

import org.springframework.util.StringUtils;

/**
 * Runs probes, each in a process of its own and for a bounded time. What such a process
 * prints that is no figure goes to a log file.
 */
final class Forks {

	private static final int TIMEOUT_SECONDS = 600;

	private final Path logs;

	private final PrintStream out;

	private final String[] jvmOptions;

	private int count;

	Forks(Path logs, String jvmOptions, PrintStream out) throws IOException {
		this.logs = Files.createDirectories(logs);
		this.out = out;
		this.jvmOptions = Stream
			.concat(Stream.of("-Xmx4g", "-Xss512k"), Arrays.stream(jvmOptions.split(" ")).filter((it) -> !it.isEmpty()))
			.toArray(String[]::new);
	}

	Path logs() {
		return this.logs;
	}

	/**
	 * Run a probe several times for each of several sides, in turn: A B A B.
	 * @param probe the name of the probe
	 * @param rounds how many times each
	 * @param sides the parameters of each side
	 * @return the results of each side
	 * @throws Exception if a run fails
	 */
	List<Results> alternate(String probe, int rounds, Parameters... sides) throws Exception {
		List<Results> results = new ArrayList<>();
		for (Parameters side : sides) {
			results.add(new Results(new ArrayList<>()));
		}
		for (int i = 0; i < rounds; i++) {
			for (int j = 0; j < sides.length; j++) {
				results.get(j).runs().add(run(probe, sides[j]));
			}
		}
		return results;
	}

	/**
	 * Run a probe once.
	 * @param probe its name
	 * @param parameters its parameters
	 * @param jvmOptions options of its JVM beyond those that all have
	 * @return its results
	 * @throws Exception if it fails or takes too long
	 */
	Parameters run(String probe, Parameters parameters, String... jvmOptions) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("probe", probe));
		arguments.addAll(List.of(parameters.toArguments()));
		this.count++;
		Path log = this.logs.resolve(String.format("%03d-%s.log", this.count, probe));
		this.out.println("  " + probe + " " + parameters);
		Process process = new JavaCommand(StringUtils.concatenateStringArrays(this.jvmOptions, jvmOptions))
			.start(Redirect.appendTo(log.toFile()), arguments.toArray(String[]::new));
		Thread reaper = new Thread(() -> kill(process));
		Runtime.getRuntime().addShutdownHook(reaper);
		Thread timeout = new Thread(() -> killAfterTimeout(process), "timeout");
		timeout.setDaemon(true);
		timeout.start();
		try {
			Parameters results = read(process, log);
			if (process.waitFor() != 0) {
				throw new IllegalStateException("The probe '" + probe + "' failed, see " + log);
			}
			this.out.println("    " + results);
			return results;
		}
		finally {
			kill(process);
			timeout.interrupt();
			Runtime.getRuntime().removeShutdownHook(reaper);
		}
	}

	private static Parameters read(Process process, Path log) throws IOException {
		Parameters results = new Parameters();
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
				PrintWriter writer = new PrintWriter(Files.newBufferedWriter(log))) {
			String line = reader.readLine();
			while (line != null) {
				if (line.startsWith(Probe.RESULT)) {
					results.add(line.substring(Probe.RESULT.length()));
				}
				else {
					writer.println(line);
				}
				line = reader.readLine();
			}
		}
		return results;
	}

	private static void killAfterTimeout(Process process) {
		try {
			if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				kill(process);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void kill(Process process) {
		// First the servers: one that is stopped does not notice that we are gone
		process.descendants().forEach(ProcessHandle::destroyForcibly);
		process.destroyForcibly();
	}

	/**
	 * The results of several runs.
	 *
	 * @param runs the results of each run
	 */
	record Results(List<Parameters> runs) {

		/**
		 * Return the median of a figure.
		 * @param name its name
		 * @return the median
		 */
		double median(String name) {
			return median((index) -> this.runs.get(index).getDouble(name));
		}

		/**
		 * Return the median of the ratios, run by run.
		 * @param name the name of the figure
		 * @param other the results to divide by
		 * @return the median
		 */
		double medianRatio(String name, Results other) {
			return median((index) -> this.runs.get(index).getDouble(name) / other.runs.get(index).getDouble(name));
		}

		/**
		 * Return the median of the differences, run by run.
		 * @param name the name of the figure
		 * @param other the results to subtract
		 * @return the median
		 */
		double medianDifference(String name, Results other) {
			return median((index) -> this.runs.get(index).getDouble(name) - other.runs.get(index).getDouble(name));
		}

		private double median(IntToDoubleFunction value) {
			double[] sorted = IntStream.range(0, this.runs.size()).mapToDouble(value).sorted().toArray();
			int middle = sorted.length / 2;
			return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
		}

	}

}
