# An exception whose class, message and backtrace lie in an example.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      class Liar < Exception
        def message
          raise Liar
        end
        def backtrace
          raise Liar
        end
        def self.to_s
          raise Liar
        end
      end
      raise Liar
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
