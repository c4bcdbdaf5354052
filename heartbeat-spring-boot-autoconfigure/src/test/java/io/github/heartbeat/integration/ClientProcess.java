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

package io.github.heartbeat.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * {@link ClientProcessMain} in a JVM of its own, which can be stopped with SIGSTOP as a
 * process is that its machine suspends. Needs a {@code kill} command.
 */
final class ClientProcess implements AutoCloseable {

	private final Process process;

	private final Thread shutdownHook;

	private final List<String> output = new CopyOnWriteArrayList<>();

	private ClientProcess(Process process) {
		this.process = process;
		this.shutdownHook = new Thread(process::destroyForcibly, "client-process-hook");
		Runtime.getRuntime().addShutdownHook(this.shutdownHook);
		Thread reader = new Thread(this::readOutput, "client-process-output");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Start the process.
	 * @param args what {@link ClientProcessMain} is given
	 * @return the running process
	 */
	static ClientProcess start(String... args) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
						"-XX:TieredStopAtLevel=1", TestTransport.jvmOption(), "-cp",
						System.getProperty("java.class.path"), ClientProcessMain.class.getName()));
		command.addAll(List.of(args));
		try {
			return new ClientProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void readOutput() {
		try (BufferedReader reader = this.process.inputReader()) {
			// To the end, so that the process never blocks on a full pipe
			reader.lines().forEach(this.output::add);
		}
		catch (IOException | UncheckedIOException ex) {
			this.output.add(ex.toString());
		}
	}

	/**
	 * Return what the process has printed so far.
	 * @return the lines
	 */
	List<String> output() {
		return this.output;
	}

	/**
	 * Let the process stand still for a while.
	 * @param duration how long
	 * @throws Exception if it can't be signalled
	 */
	void standStill(Duration duration) throws Exception {
		signal("STOP");
		Awaitility.await("the process stands").atMost(TestEngine.PATIENCE).until(this::isStanding);
		pause(duration);
		signal("CONT");
	}

	/**
	 * Let a time pass that is part of what is tested.
	 * @param duration the time
	 */
	static void pause(Duration duration) {
		Awaitility.await().pollDelay(duration).atMost(duration.plus(TestEngine.PATIENCE)).until(() -> true);
	}

	private void signal(String signal) throws Exception {
		Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(this.process.pid())).inheritIO().start();
		if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
			throw new IllegalStateException("Unable to send SIG" + signal + " to process " + this.process.pid());
		}
	}

	private boolean isStanding() throws IOException {
		Path tasks = Path.of("/proc", String.valueOf(this.process.pid()), "task");
		if (!Files.isDirectory(tasks)) {
			// Without /proc nobody can tell
			return true;
		}
		try (Stream<Path> threads = Files.list(tasks)) {
			return threads.allMatch(ClientProcess::isThreadStanding);
		}
	}

	private static boolean isThreadStanding(Path thread) {
		try {
			String stat = Files.readString(thread.resolve("stat"));
			// The state follows the name, which is in parentheses
			return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
		try {
			Runtime.getRuntime().removeShutdownHook(this.shutdownHook);
		}
		catch (IllegalStateException ex) {
			// This JVM is shutting down, and the hook does no harm
		}
	}

}
