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

      def run
        job = Host.job
        prepare(job)
        job['files'].select { |path| path.start_with?('libraries/') && path.end_with?('.rb') }.each { |path| load_library(path) }
        Host.platform(*platform)
        titles = load_files(job)
        ids = STATE[:rules].keys
        STATE[:rules].each_value { |rule| run_rule(rule) }
        Host.complete(ids, titles, STATE[:inputs].report)
      end

      def prepare(job)
        STATE[:name] = job['name']
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

        warn("control '#{rule.id}' is defined more than once; the later definition overrides the earlier one")
        known.merge(rule)
      end

      def unregister(id)
        STATE[:rules].delete(id.to_s)
      end

      def rules_of(path)
        STATE[:rules].values.select { |rule| rule.file == path }
      end

      # An id for a describe outside of a control: the same at each run.
      def generated_id(file, line)
        base = "(generated from #{file.to_s.split('/').last}:#{line}"
        count = STATE[:generated][base] = (STATE[:generated][base] || 0) + 1
        count == 1 ? "#{base})" : "#{base} ##{count})"
      end

      def load_library(path)
        return false if STATE[:libraries][path]

        STATE[:libraries][path] = true
        guarded(path) { Object.class_eval(Host.file(path), path, 1) }
        true
      end

      private

      # Name and release of the target; unknown where it cannot be asked.
      def platform
        os = Cincture::Resources.create('os')
        [os.name, os.release]
      rescue StandardError
        [nil, nil]
      end

      def load_files(job)
        titles = {}
        job['files'].each do |path|
          next unless control_file?(path)
          next if STATE[:skip_files].include?(path)

          context = FileContext.new(path)
          guarded(path) { context.instance_eval(Host.file(path), path, 1) }
          titles[path] = context.file_title if context.file_title
        end
        titles
      end

      def control_file?(path)
        return false unless path.end_with?('.rb')

        path.start_with?('controls/', 'test/') || !path.include?('/')
      end

      def guarded(path)
        Host.loading(path)
        yield
      rescue Exception => e
        Cincture.note(e)
        Host.file_failed(path, "#{e.class}: #{e.message} (#{(e.backtrace || []).first})")
      end

      def run_rule(rule)
        return if STATE[:done][rule.id.to_s]

        Host.begin(rule.id.to_s)
        Host.finish(rule.run)
      end
    end
  end
end
