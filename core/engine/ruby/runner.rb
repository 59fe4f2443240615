# Loads the files of a profile, then runs its controls one by one.
module Cincture
  module Runner
    # What changes while a profile runs; the module itself is frozen.
    STATE = {}

    class << self
      def inputs
        STATE[:inputs]
      end

      def name
        STATE[:name]
      end

      # The job's key opens the functions that report; it is only ever a local variable here, so that no code of a profile
      # can report in our name.
      def run
        job = Host.job
        prepare(job)
        Foresight.fetch(job['calls'])
        platform = find_platform(job['key'])
        return Host.unsupported(job['key'], unsupported(platform)) unless supported?(job['metadata'], platform)

        run_profile(job)
      end

      def prepare(job)
        STATE[:name] = job['metadata']['name']
        STATE[:inputs] = Inputs.new(job['inputs'], job['metadata'])
        STATE[:rules] = {}
        STATE[:done] = job['done'].map { |id| [id, true] }.to_h
        STATE[:skip_files] = job['skip_files']
        STATE[:generated] = {}
        STATE[:libraries] = {}
      end

      def register(rule)
        known = STATE[:rules][rule.id.to_s]
        return STATE[:rules][rule.id.to_s] = rule if known.nil?

        Host.warning("control '#{rule.id}' is defined more than once; the later definition overrides the earlier one")
        known.merge(rule)
      end

      def unregister(id)
        STATE[:rules].delete(id.to_s)
      end

      def rules_of(path)
        STATE[:rules].values.select { |rule| rule.source_file == path }
      end

      # An id for a describe outside of a control: the same at each run.
      def generated_id(file, line)
        base = "(generated from #{file.to_s.split('/').last}:#{line}"
        count = STATE[:generated][base] = (STATE[:generated][base] || 0) + 1
        count == 1 ? "#{base})" : "#{base} ##{count})"
      end

      # What a prompt begins with: inputs, platform and libraries, as for a run.
      def open(job)
        prepare(job)
        Foresight.fetch([])
        find_platform(job['key'])
        load_libraries(job['key'], job)
      end

      # The controls since the last call, which are then forgotten.
      def take_rules
        rules = STATE[:rules].values
        STATE[:rules] = {}
        rules
      end

      # A library of the profile, once. What it raises is for the file that asked for it.
      def load_library(path)
        return false if STATE[:libraries][path] || STATE[:skip_files].include?(path)

        STATE[:libraries][path] = true
        evaluate_library(path)
        true
      end

      private

      # A file's code sees the variables around the call that evaluates it: here, none by a name that a profile would use.
      def evaluate(__context, __path)
        __context.instance_eval(Host.file(__path), __path, 1)
      end

      def evaluate_library(__path)
        Object.class_eval(Host.file(__path), __path, 1)
      end

      def run_profile(job)
        key = job['key']
        load_libraries(key, job)
        titles = load_files(key, job)
        rules = STATE[:rules].values
        open = rules.reject { |rule| STATE[:done][rule.id.to_s] || !Host.genuine?(rule, Rule) }
        open.each { |rule| prepare_rule(key, rule) }
        Host.prefetch(open.flat_map { |rule| rule.stats }, open.flat_map { |rule| rule.reads })
        open.each { |rule| run_rule(key, rule) }
        Host.gap('the profile replaced the constant Cincture') unless Object.const_get(:Cincture).equal?(ENGINE)
        Host.complete(key, rules.map { |rule| rule.id.to_s }, titles, STATE[:inputs].report)
      end

      def load_libraries(key, job)
        job['library_files'].each { |path| guarded(key, path) { load_library(path) } }
      end

      # The target's platform; nil where the target does not answer.
      def find_platform(key)
        platform = Platform.current
        Host.platform(key, platform.name, platform.release)
        platform
      rescue TargetError
        nil
      end

      # Of an unknown platform it cannot be said that the profile does not fit: its controls meet the same silence.
      def supported?(metadata, platform)
        platform.nil? || platform.supported?(metadata['supports'] || [])
      end

      def unsupported(platform)
        "Skipping profile: '#{name}' on unsupported platform: '#{platform.name}/#{platform.release}'."
      end

      def load_files(key, job)
        titles = {}
        context = FileContext.new
        job['control_files'].each do |path|
          next if STATE[:skip_files].include?(path)

          context.__enter(path)
          guarded(key, path) { evaluate(context, path) }
          titles[path] = context.file_title if context.file_title
        end
        titles
      end

      def guarded(key, path)
        Host.loading(key, path)
        yield
        Host.loaded(key)
      rescue Exception => e
        Host.file_failed(key, path, ENGINE.tell(e))
      end

      def prepare_rule(key, rule)
        return if rule.id.to_s.bytesize > LONGEST_ID

        Host.evaluating(key, rule.id.to_s)
        rule.prepare
        Host.evaluated(key)
      end

      def run_rule(key, rule)
        Host.begin(key, rule.id.to_s)
        control = rule.run
        Host.finish(key, control, rule.skipped?)
      end
    end
  end
end
