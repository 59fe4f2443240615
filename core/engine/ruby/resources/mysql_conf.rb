# mysql_conf: the settings of MySQL by section, with those of the files that it includes.
module Cincture
  module Resources
    # One section, or one setting in it.
    class MysqlConfEntry
      def initialize(path, params)
        @path = path
        @params = params
      end

      # A setting without a value is on.
      def method_missing(name, *_)
        value = @params[name.to_s]
        value.nil? && @params.key?(name.to_s) ? true : value
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def to_s
        "MySQL Config entry [#{@path.join(' ')}]"
      end

      alias inspect to_s
    end

    class MysqlConf < Inspec.resource(1)
      include FindFiles
      include FileReader

      name 'mysql_conf'
      supports platform: 'unix'
      desc 'The settings of MySQL.'

      def initialize(path = nil)
        @path = path || inspec.mysql.conf_path
        read_content
      end

      def content
        @content || read_content
      end

      def params(*keys)
        MysqlConfEntry.new(keys, keys.inject(@params) { |inner, key| inner.nil? ? nil : inner[key] })
      end

      def method_missing(name)
        @params[name.to_s]
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def read_content
        @params = {}
        @content = read_with_included(@path) do |path, text|
          @params = deep_merge(@params, SimpleConfig.new(text).params)
          included(Path.dirname(path), text)
        end
      end

      def resource_id
        @path
      end

      def to_s
        'MySQL Configuration'
      end

      private

      def deep_merge(one, two)
        two.each do |name, value|
          one[name] = one[name].is_a?(Hash) && value.is_a?(Hash) ? deep_merge(one[name], value) : value
        end
        one
      end

      def included(folder, text)
        files = text.scan(/^!include\s+(.*)\s*/).flatten.map { |path| below(folder, path.strip) }
        folders = text.scan(/^!includedir\s+(.*)\s*/).flatten.map { |path| below(folder, path.strip) }
        files + folders.map { |path| find_files(path, depth: 1, type: 'file') }.flatten
      end

      def below(folder, path)
        path.start_with?('/') ? path : Path.join(folder, path)
      end
    end
  end
end
