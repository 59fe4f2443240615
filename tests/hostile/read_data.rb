# DATA, gets, readlines, ARGF, $<: input of the scanning machine.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      x = begin
        DATA.read
      rescue NameError, StandardError
        begin
          gets
        rescue NameError, StandardError
          ARGF.read
        end
      end
      raise x.inspect
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
