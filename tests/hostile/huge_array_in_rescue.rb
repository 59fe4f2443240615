# The same again and again, each time rescued.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      1000.times do
        begin
          Array.new(10**11)
        rescue Exception
          nil
        end
      end
      loop {}
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
