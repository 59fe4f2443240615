# postgres_conf: the settings of PostgreSQL, with those of the files that it includes.
module Cincture
  module Resources
    class PostgresConf < Inspec.resource(1)
      include FindFiles
      include FileReader
      include ObjectTraverser

      name 'postgres_conf'
      supports platform: 'unix'
      desc 'The settings of PostgreSQL.'

      ASSIGNMENT = /^\s*([^=]*?)\s*=\s*[']?\s*(.*?)\s*[']?\s*$/

      attr_accessor :conf_path
      attr_reader :content

      def initialize(path = nil)
        @conf_path = path || inspec.postgres.conf_path
        return skip_resource('PostgreSQL conf path is not set') if @conf_path.nil?
        read_content
      end

      def params(*keys)
        keys.inject(@params) { |inner, key| inner.nil? ? nil : inner[key] }
      end

      def value(keys)
        extract_value(keys, @params)
      end

      # A text of one character is itself; in InSpec too `param[0]` is what is given for it.
      def method_missing(*keys)
        keys.shift if keys[0] == :[]
        found = value(keys)
        return nil if found.nil?
        found.length == 1 ? found[0] : found
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def resource_id
        @conf_path || 'postgres_conf'
      end

      def to_s
        'PostgreSQL Configuration'
      end

      private

      # Files one after another; of a setting that is made twice the last counts.
      def read_content
        @params = {}
        @content = read_with_included(@conf_path) do |path, text|
          found = SimpleConfig.new(text, assignment_regex: ASSIGNMENT).params
          @params.merge!(found)
          included(found, Path.dirname(path))
        end
      end

      def included(found, folder)
        files = [found['include'], found['include_if_exists']].compact.map { |path| below(folder, path) }
        files + [found['include_dir']].compact.map { |path| find_files(below(folder, path), depth: 1, type: 'file') }.flatten
      end

      def below(folder, path)
        path.start_with?('/') ? path : Path.join(folder, path)
      end
    end
  end
end
